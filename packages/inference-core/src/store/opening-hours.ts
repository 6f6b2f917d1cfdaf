import { z } from 'zod';
import { type LocalTime, shiftDate, weekdayOf, weekdays } from './local-time.ts';

const dayMinutes = 24 * 60;

/** Interval like `09:00-20:00`; `18:00-02:00` closes on the next day, `00:00-24:00` is the whole day. */
const intervalSchema = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'expected an interval like "09:00-20:00", or "18:00-02:00" past midnight',
  );

const daySchema = z
  .array(intervalSchema)
  .refine((intervals) => !overlap(intervals.flatMap(readIfValid)), 'the intervals overlap');

const exceptionsSchema = z.record(z.iso.date(), daySchema, {
  error: ({ code }) => (code === 'invalid_key' ? 'expected a date like 2026-12-25' : undefined),
});

const weekSchema = z.object(
  Object.fromEntries(weekdays.map((day) => [day, daySchema])) as Record<
    (typeof weekdays)[number],
    typeof daySchema
  >,
);

/** Opening hours of a store in local time. A day without intervals is closed; an exception replaces a whole day. */
export const openingHoursSchema = weekSchema
  .extend({ exceptions: exceptionsSchema.default({}) })
  .strict()
  .superRefine((hours, context) => {
    weekdays.forEach((day, index) => {
      const before = weekdays[(index + 6) % 7]!;
      const spilled = hours[before].flatMap(readIfValid).map((interval) => shift(interval, -dayMinutes));
      const opened = hours[day].flatMap(readIfValid);
      if (opened.some((interval) => spilled.some((other) => overlap([interval, other])))) {
        context.addIssue({ code: 'custom', path: [day], message: `overlaps the night of ${before}` });
      }
    });
  });
export type OpeningHours = z.infer<typeof openingHoursSchema>;

/** Whether a store is open at a local time. */
export function isOpenAt(hours: OpeningHours, { date, minuteOfDay }: LocalTime): boolean {
  const covers = (intervals: readonly string[], minute: number) =>
    intervals.map(readInterval).some(({ from, to }) => minute >= from && minute < to);
  return (
    covers(intervalsOf(hours, date), minuteOfDay) ||
    covers(intervalsOf(hours, shiftDate(date, -1)), minuteOfDay + dayMinutes)
  );
}

function intervalsOf(hours: OpeningHours, date: string): readonly string[] {
  return hours.exceptions[date] ?? hours[weekdayOf(date)];
}

/** Interval of a day, minutes since midnight. */
interface Interval {
  readonly from: number;
  /** End, exclusive; above 1440 when the store closes on the next day. */
  readonly to: number;
}

function readInterval(text: string): Interval {
  const [from, to] = text.split('-').map((time) => {
    const [hours, minutes] = time.split(':').map(Number);
    return 60 * hours! + minutes!;
  }) as [number, number];
  return { from, to: to > from ? to : to + dayMinutes };
}

/** Reads an interval; nothing for one that its schema has refused. */
function readIfValid(text: string): Interval[] {
  return intervalSchema.safeParse(text).success ? [readInterval(text)] : [];
}

const shift = ({ from, to }: Interval, minutes: number): Interval => ({
  from: from + minutes,
  to: to + minutes,
});

function overlap(intervals: readonly Interval[]): boolean {
  const sorted = intervals.toSorted((a, b) => a.from - b.from);
  return sorted.some(({ from }, index) => index > 0 && from < sorted[index - 1]!.to);
}
