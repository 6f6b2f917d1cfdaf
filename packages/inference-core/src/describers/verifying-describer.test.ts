import { expect, test } from '@jest/globals';
import { evidencePictures, subject } from '../testing/described-subject.ts';
import { verifyingDescriber } from './verifying-describer.ts';

const pictures = await evidencePictures('red');
const said = (overrides: object = {}) =>
  JSON.stringify({
    happened: true,
    type: 'picking',
    sentence: 'A man takes a can.',
    confidence: 0.7,
    ...overrides,
  });

test.each([
  ['confirmed', said(), 'A man takes a can.'],
  ['rejected', said({ happened: false }), 'A person picks something from a shelf.'],
  ['rejected', said({ type: 'theft' }), 'A person picks something from a shelf.'],
  ['rejected', said({ type: 'none' }), 'A person picks something from a shelf.'],
  ['unverified', 'I cannot say.', 'A person picks something from a shelf.'],
])('an event is %s by %s', async (state, text, sentence) => {
  const describer = verifyingDescriber('model', async () => text);
  const described = await describer.describe(subject({ pictures }));
  expect(described).toMatchObject({ state, text: sentence, answer: { model: 'model', text } });
});

test('an answer is kept as a database can take it', async () => {
  const describer = verifyingDescriber(
    'model',
    async () => `${said({ sentence: 'A man\0 takes a\ud800 can.' })}\0`,
  );
  const { text, answer } = await describer.describe(subject({ pictures }));
  expect(`${text}${answer!.text}`).not.toMatch(/\0/);
  expect(`${text}${answer!.text}`.isWellFormed()).toBe(true);
});

test('a model that cannot answer at all is not unverified: it fails, and the next one is asked anew', async () => {
  const failures = [new Error('out of memory')];
  const describer = verifyingDescriber('model', async () => {
    for (const failure of failures.splice(0)) throw failure;
    return said();
  });
  await expect(describer.describe(subject({ pictures }))).rejects.toThrow('out of memory');
  expect(await describer.describe(subject({ pictures }))).toMatchObject({ state: 'confirmed' });
});

test('one event is looked at at a time', async () => {
  let [running, most] = [0, 0];
  const describer = verifyingDescriber('model', async () => {
    running++;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running--;
    return said();
  });
  await Promise.all([1, 2, 3].map(() => describer.describe(subject({ pictures }))));
  expect(most).toBe(1);
});
