export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

/** Local date and time. */
export interface LocalTime {
  /** Date, for instance `2026-05-01`. */
  readonly date: string;
  /** Time of day, for instance `02:13:05`. */
  readonly time: string;
  /** Whole minutes since midnight by the clock, 0..1439. */
  readonly minuteOfDay: number;
}

/**
 * Converts a time of a video to local time.
 *
 * @param recordedAt wall-clock time of the first frame, ISO 8601
 * @param offsetMs time from the first frame, milliseconds
 * @param timeZone IANA name, for instance `Asia/Seoul`
 */
export function localTime(recordedAt: string, offsetMs: number, timeZone: string): LocalTime {
  const parts = clockOf(timeZone).formatToParts(Date.parse(recordedAt) + offsetMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)!.value;
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}:${part('second')}`,
    minuteOfDay: 60 * Number(part('hour')) + Number(part('minute')),
  };
}

/** Whether the runtime knows a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Weekday of a date like `2026-05-01`. */
export function weekdayOf(date: string): Weekday {
  return weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7]!;
}

/** Moves a date by some days, negative for earlier ones. */
export function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Formatter of a time zone; cached because making one is slow and every observation needs it. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  clocks.set(timeZone, clock);
  return clock;
}
