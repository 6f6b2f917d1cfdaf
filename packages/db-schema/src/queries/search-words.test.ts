import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { wordQuery } from './search-words.ts';

test.each([
  ['A man walks', { stemmed: "'a' | 'man' | 'walks'", prefixes: "'man':* | 'walks':*" }],
  ['남자가 걷는다', { stemmed: "'남자가' | '걷는다'", prefixes: "'남자가':* | '걷는다':*" }],
  ['walks, walks!', { stemmed: "'walks'", prefixes: "'walks':*" }],
  ['??', null],
])('the words of %p', (text, expected) => {
  expect(wordQuery(text)).toEqual(expected);
});

test('no text, however odd, leaves its quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const query = wordQuery(text);
      if (query) expect(query.stemmed).toMatch(/^'[\p{L}\p{M}\p{N}]+'( \| '[\p{L}\p{M}\p{N}]+')*$/u);
    }),
  );
});
