import { expect, test } from '@jest/globals';
import { exitCodes } from './exit-codes.ts';

test('each way to end has a number of its own that a shell can tell from signals', () => {
  const codes = Object.values(exitCodes);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => code !== 0 && (code < 64 || code > 113))).toEqual([]);
});

test('the only code that Batch retries is EX_TEMPFAIL', () => {
  expect(exitCodes.temporary).toBe(75);
});
