import { expect, test } from '@jest/globals';
import { videoClock, videoInterval, wallClock, zonedClock } from './clock.ts';

test.each([
  ['the start', 0, '0:00.0'],
  ['less than a minute', 7_540, '0:07.5'],
  ['rounding up into the next minute', 59_960, '1:00.0'],
  ['minutes', 751_000, '12:31.0'],
  ['hours', 3_732_400, '1:02:12.4'],
])('a position in the video: %s', (_, timeMs, expected) => {
  expect(videoClock(timeMs)).toBe(expected);
});

test('an interval and a moment of the day', () => {
  expect(videoInterval({ startMs: 0, endMs: 1500 })).toBe('0:00.0 - 0:01.5');
  expect(wallClock(new Date('2026-05-01T16:03:11.250+02:00'))).toBe('2026-05-01 14:03:11Z');
  expect(zonedClock(new Date('2026-05-01T14:03:11Z'), 'Asia/Seoul')).toBe('2026-05-01 23:03:11');
  expect(zonedClock(new Date('2026-05-01T14:03:11Z'), null)).toBe('2026-05-01 14:03:11Z');
});
