import { describe, expect, test } from '@jest/globals';
import { evidencePictures, subject } from '../testing/described-subject.ts';
import { parseAnswer, verifyingDescriber } from './verifying-describer.ts';

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

const answer = { happened: true, type: 'picking', sentence: 'A man takes a can.', confidence: 0.8 };
const json = JSON.stringify(answer);

test('an answer is read', () => {
  expect(parseAnswer(json)).toEqual({
    verdict: { happened: true, type: 'picking', confidence: 0.8 },
    sentence: 'A man takes a can.',
  });
});

test.each<[string, string]>([
  ['a code fence', `\`\`\`json\n${json}\n\`\`\``],
  ['talk', `Sure! Here is the JSON: ${json} I hope this helps.`],
  ['more than was asked for', JSON.stringify({ ...answer, reason: 'the hand' })],
  ['line breaks', JSON.stringify(answer, null, 2)],
])('%s does not matter', (_what, text) => {
  expect(parseAnswer(text)).toEqual(parseAnswer(json));
});

test.each<[string, string]>([
  ['A man takes a can', 'A man takes a can.'],
  ['  A man\n takes a can!  ', 'A man takes a can.'],
  ['A man takes a can. He puts it into a bag.', 'A man takes a can.'],
  ['A man takes 1.5 litres of milk...', 'A man takes 1.5 litres of milk.'],
])('of the sentence "%s" one is kept, with a full stop', (sentence, kept) => {
  expect(parseAnswer(JSON.stringify({ ...answer, sentence }))?.sentence).toBe(kept);
});

describe('nothing is read from', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['words', 'Yes, he does.'],
    ['an answer that was cut off', json.slice(0, -10)],
    ['another form', '["picking", true]'],
    ['several objects', `${json}\n${json}`],
    ['a verdict in words', JSON.stringify({ ...answer, happened: 'yes' })],
    ['a type that does not exist', JSON.stringify({ ...answer, type: 'shopping' })],
    ['a confidence beyond 1', JSON.stringify({ ...answer, confidence: 80 })],
    ['a sentence without words', JSON.stringify({ ...answer, sentence: '...' })],
    ['less than was asked for', JSON.stringify({ ...answer, sentence: undefined })],
    ['braces the wrong way round', '} {'],
  ])('%s', (_what, text) => {
    expect(parseAnswer(text)).toBeNull();
  });
});
