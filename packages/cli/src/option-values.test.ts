import { expect, test } from '@jest/globals';
import {
  confidenceValue,
  countValue,
  degreesValue,
  durationValue,
  fpsValue,
  momentValue,
} from './option-values.ts';

test('values that an option takes', () => {
  expect(fpsValue('3.3333')).toBe(3.3333);
  expect(countValue('20')).toBe(20);
  expect(confidenceValue('0.1')).toBe(0.1);
  expect(degreesValue('30')).toBe(30);
  expect(['30s', '15m', '1h'].map(durationValue)).toEqual([30_000, 900_000, 3_600_000]);
  expect(momentValue('2026-05-01T14:03:00+02:00').toISOString()).toBe('2026-05-01T12:03:00.000Z');
});

test.each([
  ['no frames at all', fpsValue, '0'],
  ['a negative rate', fpsValue, '-1'],
  ['more frames than are supported', fpsValue, '61'],
  ['a rate in words', fpsValue, 'fast'],
  ['an infinite rate', fpsValue, 'Infinity'],
  ['a camera that looks along the horizon', degreesValue, '0'],
  ['a confidence in per cent', confidenceValue, '25'],
  ['half a row', countValue, '1.5'],
  ['no rows', countValue, '0'],
  ['a duration without a unit', durationValue, '15'],
  ['no duration at all', durationValue, '0s'],
  ['a day without time', momentValue, '2026-05-01'],
  ['a moment without time zone', momentValue, '2026-05-01T14:03:00'],
  ['a moment that does not exist', momentValue, '2026-13-01T14:03:00Z'],
])('%s is refused', (_, parse, text) => {
  expect(() => parse(text)).toThrow('It must be');
});
