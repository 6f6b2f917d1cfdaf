import { StopSignal } from './errors.ts';

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** Makes a signal that the first SIGINT or SIGTERM aborts; a second one ends the process at once. */
export function abortOnStopSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of stopSignals) process.once(name, () => controller.abort(new StopSignal(name)));
  return controller.signal;
}
