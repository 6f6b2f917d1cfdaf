import { expect, test } from '@jest/globals';
import { isTimeZone, localTime, shiftDate, weekdayOf } from './local-time.ts';

const minute = 60_000;

test.each([
  ['the first frame', '2026-05-01T12:00:00Z', 0, 'Asia/Seoul', '2026-05-01 21:00:00'],
  ['a time past midnight', '2026-05-01T14:59:30Z', minute, 'Asia/Seoul', '2026-05-02 00:00:30'],
  ['a time with an offset', '2026-05-01T14:00:00+02:00', 1500, 'Europe/Berlin', '2026-05-01 14:00:01'],
  [
    'a time after clocks are put forward',
    '2026-03-29T00:59:00Z',
    minute,
    'Europe/Berlin',
    '2026-03-29 03:00:00',
  ],
  [
    'a time after clocks are put back',
    '2026-10-25T00:59:00Z',
    minute,
    'Europe/Berlin',
    '2026-10-25 02:00:00',
  ],
  [
    'a time in the repeated hour',
    '2026-10-25T00:00:00Z',
    60 * minute,
    'Europe/Berlin',
    '2026-10-25 02:00:00',
  ],
  ['a time zone with half an hour', '2026-01-01T00:00:00Z', 0, 'Asia/Kolkata', '2026-01-01 05:30:00'],
])('localTime converts %s', (_case, recordedAt, offsetMs, timeZone, expected) => {
  const { date, time, minuteOfDay } = localTime(recordedAt, offsetMs, timeZone);
  expect(`${date} ${time}`).toBe(expected);
  expect(minuteOfDay).toBe(60 * Number(time.slice(0, 2)) + Number(time.slice(3, 5)));
});

test('dates have weekdays and neighbors', () => {
  expect(weekdayOf('2026-05-01')).toBe('friday');
  expect(weekdayOf('2026-05-03')).toBe('sunday');
  expect(shiftDate('2026-03-01', -1)).toBe('2026-02-28');
});

test('isTimeZone knows IANA names', () => {
  expect([isTimeZone('Asia/Seoul'), isTimeZone('Asia/Soul'), isTimeZone('')]).toEqual([true, false, false]);
});
