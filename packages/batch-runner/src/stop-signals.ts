import { StopSignal } from './errors.ts';

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** Aborts at the first SIGINT or SIGTERM; a second one ends the process at once, as if nobody listened. */
export function abortOnStopSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of stopSignals) process.once(name, () => controller.abort(new StopSignal(name)));
  return controller.signal;
}
