import { describe, expect, test } from '@jest/globals';
import { openingHours } from '../testing/factories.ts';
import { localTime } from './local-time.ts';
import { isOpenAt, openingHoursSchema } from './opening-hours.ts';

const problems = (overrides: object) =>
  openingHoursSchema
    .safeParse({ ...openingHours(), ...overrides })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a store', () => {
  /** 1 May 2026 is a Friday. */
  const hours = openingHours({
    friday: ['09:00-12:30', '14:00-02:00'],
    saturday: [],
    sunday: ['00:00-24:00'],
    exceptions: { '2026-05-05': [], '2026-05-06': ['22:00-03:00'] },
  });

  test.each([
    ['before it opens', '2026-05-01T08:59', false],
    ['at the first minute', '2026-05-01T09:00', true],
    ['at the closing minute', '2026-05-01T12:30', false],
    ['in the second interval', '2026-05-01T14:00', true],
    ['past midnight', '2026-05-02T01:59', true],
    ['after the night', '2026-05-02T02:00', false],
    ['on a day without hours', '2026-05-02T12:00', false],
    ['at the first minute of a whole day', '2026-05-03T00:00', true],
    ['at the last minute of a whole day', '2026-05-03T23:59', true],
    ['after a whole day', '2026-05-04T00:00', false],
    ['on a holiday', '2026-05-05T12:00', false],
    ['in usual hours that an exception replaces', '2026-05-06T12:00', false],
    ['in the night of an exception', '2026-05-07T02:30', true],
  ])('%s, at %s, is open: %s', (_case, clock, open) => {
    expect(isOpenAt(hours, localTime(`${clock}:00+09:00`, 0, 'Asia/Seoul'))).toBe(open);
  });

  test('opens by local time on days when clocks change', () => {
    const at = (moment: string) => isOpenAt(openingHours(), localTime(moment, 0, 'Europe/Berlin'));
    expect([at('2026-03-28T07:59:00Z'), at('2026-03-28T08:00:00Z')]).toEqual([false, true]);
    expect([at('2026-03-29T06:59:00Z'), at('2026-03-29T07:00:00Z')]).toEqual([false, true]);
  });
});

describe('opening hours', () => {
  test.each<[string, object, string]>([
    ['overlap', { monday: ['09:00-12:00', '11:00-20:00'] }, 'monday: the intervals overlap'],
    ['run into the next day', { monday: ['20:00-10:00'] }, 'tuesday: overlaps the night of monday'],
    ['run into the next week', { sunday: ['20:00-10:00'] }, 'monday: overlaps the night of sunday'],
    ['overlap on a date', { exceptions: { '2026-05-01': ['1', '2'] } }, 'exceptions.2026-05-01.0: expected'],
    ['are not times', { monday: ['9-20'] }, 'monday.0: expected an interval like "09:00-20:00"'],
    ['lack a day', { monday: undefined }, 'monday: '],
    ['have an unknown day', { payday: [] }, ': Unrecognized key: "payday"'],
    [
      'have an exception without a date',
      { exceptions: { christmas: [] } },
      'exceptions.christmas: expected a date',
    ],
  ])('are refused when they %s', (_case, overrides, problem) => {
    expect(problems(overrides)?.[0]).toContain(problem);
  });
});
