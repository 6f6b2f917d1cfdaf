import { expect, test } from '@jest/globals';
import { exitCodes, isFinalExitCode } from './exit-codes.ts';

test('each way to end has a number of its own that a shell can tell from signals', () => {
  const codes = Object.values(exitCodes);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => code !== 0 && (code < 64 || code > 113))).toEqual([]);
});

test('what may pass on another host, and what is not from the runner, is not final', () => {
  expect([75, 71, 74, 0, 1, 137].filter(isFinalExitCode)).toEqual([]);
  expect([65, 66, 70, 77, 78, 79].filter((code) => !isFinalExitCode(code))).toEqual([]);
});
