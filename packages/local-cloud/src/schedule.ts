import type { DispatcherLog } from '@deepsentinel/dispatcher-lambda';

/**
 * Calls a handler at a fixed interval, as EventBridge does on a schedule. A call is skipped while the one before runs.
 */
export function startSchedule(
  handler: () => Promise<void>,
  intervalSeconds: number,
  log: DispatcherLog,
): AsyncDisposable {
  let round = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    round = handler()
      .catch((error: unknown) => log.error('the scheduled round failed', { error }))
      .finally(() => {
        isBusy = false;
      });
  }, 1000 * intervalSeconds);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await round;
    },
  };
}
