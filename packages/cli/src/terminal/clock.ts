/** Formats a position in a video: `0:07.5`, `12:31.0`, `1:02:12.4`. */
export function videoClock(timeMs: number): string {
  const tenths = Math.round(timeMs / 100);
  const seconds = `${pad(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
  const minutes = Math.floor(tenths / 600) % 60;
  const hours = Math.floor(tenths / 36_000);
  return hours > 0 ? `${hours}:${pad(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/** Formats an interval of a video. */
export function videoInterval({ startMs, endMs }: { startMs: number; endMs: number }): string {
  return `${videoClock(startMs)} - ${videoClock(endMs)}`;
}

/** Formats a time in UTC, to the second: `2026-05-01 14:03:11Z`. */
export function wallClock(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** Formats a time by the clock of a time zone, to the second: `2026-05-01 23:03:11`; in UTC when the zone is not known. */
export function zonedClock(moment: Date, timeZone: string | null): string {
  if (timeZone === null) return wallClock(moment);
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return format.format(moment);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
