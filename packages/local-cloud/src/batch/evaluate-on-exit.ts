import type { ExitCondition, RetryStrategy } from './requests.ts';

/** Exit code and reasons of a failed attempt, as its AttemptDetail gives them. */
export interface FailedAttempt {
  /** Undefined when its host went away or nothing was started. */
  readonly exitCode?: number | undefined;
  /** The container's reason. */
  readonly reason?: string | undefined;
  /** The job's reason. */
  readonly statusReason: string;
}

/**
 * Decides whether a job is tried again after an attempt failed: by the first entry whose conditions all match and, where
 * none matches, by a retry; never beyond the attempts of the strategy.
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
 * Matches a text with a pattern; a pattern that is not given matches anything. A missing text counts as empty: the user
 * guide ends a strategy with `onReason: '*'` to catch all the rest, and a container that exits by itself has no reason.
 */
function matchesPattern(pattern: string | undefined, text = ''): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
