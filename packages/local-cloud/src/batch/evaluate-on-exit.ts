import type { ExitCondition, RetryStrategy } from './requests.ts';

/** How an attempt failed, as its AttemptDetail tells. */
export interface FailedAttempt {
  /** Undefined when its host went away or nothing was started. */
  readonly exitCode?: number | undefined;
  /** Of the container. */
  readonly reason?: string | undefined;
  /** Of the job. */
  readonly statusReason: string;
}

/**
 * Whether a job is tried again after an attempt failed: the first entry of which all given conditions match decides, and
 * where none matches the job is retried; never beyond the attempts of the strategy.
 *
 * @param attemptsMade including the failed one
 * @see https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html
 */
export function isRetried(
  { attempts, evaluateOnExit }: RetryStrategy,
  failed: FailedAttempt,
  attemptsMade: number,
): boolean {
  if (attemptsMade >= attempts) return false;
  return evaluateOnExit.find((condition) => matches(condition, failed))?.action !== 'exit';
}

function matches({ onExitCode, onReason, onStatusReason }: ExitCondition, failed: FailedAttempt): boolean {
  return (
    matchesPattern(onExitCode, failed.exitCode?.toString()) &&
    matchesPattern(onReason, failed.reason) &&
    matchesPattern(onStatusReason, failed.statusReason)
  );
}

/**
 * A pattern that is not given matches anything. What the attempt doesn't tell counts as empty: the user guide ends a
 * strategy with `onReason: '*'` to catch all the rest, and a container that exits by itself has no reason.
 */
function matchesPattern(pattern: string | undefined, text = ''): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
