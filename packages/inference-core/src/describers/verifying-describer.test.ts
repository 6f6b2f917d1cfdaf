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
])('an event is %s by the answer %s', async (state, text, sentence) => {
  const describer = verifyingDescriber('model', async () => text);
  const described = await describer.describe(subject({ pictures }));
  expect(described).toMatchObject({ state, text: sentence, answer: { model: 'model', text } });
});

test('an answer is kept without characters that a database cannot save', async () => {
  const describer = verifyingDescriber(
    'model',
    async () => `${said({ sentence: 'A man\0 takes a\ud800 can.' })}\0`,
  );
  const { text, answer } = await describer.describe(subject({ pictures }));
  expect(`${text}${answer!.text}`).not.toMatch(/\0/);
  expect(`${text}${answer!.text}`.isWellFormed()).toBe(true);
});

test('an error of the model fails the description, and the next event is asked about again', async () => {
  const failures = [new Error('out of memory')];
  const describer = verifyingDescriber('model', async () => {
    for (const failure of failures.splice(0)) throw failure;
    return said();
  });
  await expect(describer.describe(subject({ pictures }))).rejects.toThrow('out of memory');
  expect(await describer.describe(subject({ pictures }))).toMatchObject({ state: 'confirmed' });
});

test('events are verified one at a time', async () => {
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

test('an answer is parsed to a verdict and a sentence', () => {
  expect(parseAnswer(json)).toEqual({
    verdict: { happened: true, type: 'picking', confidence: 0.8 },
    sentence: 'A man takes a can.',
  });
});

test.each<[string, string]>([
  ['a code fence around it', `\`\`\`json\n${json}\n\`\`\``],
  ['talk around it', `Sure! Here is the JSON: ${json} I hope this helps.`],
  ['an additional field', JSON.stringify({ ...answer, reason: 'the hand' })],
  ['line breaks', JSON.stringify(answer, null, 2)],
])('an answer is parsed with %s', (_what, text) => {
  expect(parseAnswer(text)).toEqual(parseAnswer(json));
});

test.each<[string, string]>([
  ['A man takes a can', 'A man takes a can.'],
  ['  A man\n takes a can!  ', 'A man takes a can.'],
  ['A man takes a can. He puts it into a bag.', 'A man takes a can.'],
  ['A man takes 1.5 litres of milk...', 'A man takes 1.5 litres of milk.'],
])('the text %j is cut to one sentence with a full stop', (sentence, kept) => {
  expect(parseAnswer(JSON.stringify({ ...answer, sentence }))?.sentence).toBe(kept);
});

describe('no answer is parsed from', () => {
  test.each<[string, string]>([
    ['an empty text', ''],
    ['words without JSON', 'Yes, he does.'],
    ['an answer that was cut off', json.slice(0, -10)],
    ['JSON of another form', '["picking", true]'],
    ['several objects', `${json}\n${json}`],
    ['a verdict in words', JSON.stringify({ ...answer, happened: 'yes' })],
    ['a type that does not exist', JSON.stringify({ ...answer, type: 'shopping' })],
    ['a confidence beyond 1', JSON.stringify({ ...answer, confidence: 80 })],
    ['a sentence without words', JSON.stringify({ ...answer, sentence: '...' })],
    ['an answer without a sentence', JSON.stringify({ ...answer, sentence: undefined })],
    ['reversed braces', '} {'],
  ])('%s', (_what, text) => {
    expect(parseAnswer(text)).toBeNull();
  });
});
