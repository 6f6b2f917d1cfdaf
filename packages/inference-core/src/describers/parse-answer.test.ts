import { describe, expect, test } from '@jest/globals';
import { parseAnswer } from './parse-answer.ts';

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
