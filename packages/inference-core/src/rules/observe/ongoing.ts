/** Time between two updates of an event that lasts, milliseconds. */
const updateIntervalMs = 10_000;

/** Whether an event that has been reported while it lasts is to be reported again, with what has been measured since. */
export function isUpdateDue(reportedMs: number, timeMs: number): boolean {
  return timeMs - reportedMs >= updateIntervalMs;
}
