import { describe, expect, test } from '@jest/globals';
import { DescriberUnavailableError } from '../errors.ts';
import { crowdRule } from '../rules/crowd.ts';
import { loiteringRule } from '../rules/loitering.ts';
import { outsideHoursRule } from '../rules/outside-hours.ts';
import { evidencePictures, subject } from '../testing/described-subject.ts';
import { eventQuestion } from './event-question.ts';
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

test('an event is described by template while the model cannot be asked', async () => {
  const describer = verifyingDescriber('model', async () => {
    throw new DescriberUnavailableError('Too many requests');
  });
  expect(await describer.describe(subject({ pictures }))).toEqual({
    text: 'A person picks something from a shelf.',
    state: 'proposed',
    answer: null,
    unavailable: 'Too many requests',
  });
});

describe('a fact', () => {
  const evidence = { reason: 'crowd', persons: 9, limit: 6 };
  const crowd = subject({
    rule: crowdRule,
    event: { ...subject().event, type: 'anomaly', evidence },
    pictures,
  });

  test.each([
    ['the sentence of the model', '{"sentence": "Nine people queue."}', 'Nine people queue.'],
    ['its sentence although it says no', said({ happened: false, type: 'none' }), 'A man takes a can.'],
    ['the template when it says nothing', 'no', '9 persons are there at once where 6 are the limit.'],
  ])('is described by %s, and not rejected', async (_case, text, sentence) => {
    const described = await verifyingDescriber('model', async () => text).describe(crowd);
    expect(described).toEqual({
      ...{ text: sentence, state: 'proposed' },
      answer: { model: 'model', text, verdict: null },
    });
  });

  test('is told to the model with what has been measured', () => {
    expect(eventQuestion(crowd, 1)).toContain(
      'It has been measured that 9 persons are in the store at once where 6 are the limit. Describe',
    );
    expect(eventQuestion(crowd, 1)).not.toContain('happened');
  });

  test.each([
    [loiteringRule, { dwellSeconds: 754 }, 'a person has been in view for 12 minutes 34 seconds'],
    [
      outsideHoursRule,
      { localTime: '2026-05-01 23:10:00' },
      'the store is closed and a person is there at 2026-05-01 23:10:00 by its clock',
    ],
  ])('of $name is in words', (rule, measured, fact) => {
    const event = { ...subject().event, type: rule.type, evidence: measured };
    expect(eventQuestion(subject({ rule, event, pictures }), 1)).toContain(fact);
  });
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
