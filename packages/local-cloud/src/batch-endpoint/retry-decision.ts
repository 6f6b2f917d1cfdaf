import type { AttemptEnd, RetryStrategy } from './stored-job.ts';

/**
 * Whether a failed attempt is followed by another: the first condition of which all given patterns match decides; an
 * attempt that matches none is retried.
 *
 * @param attemptsMade including the one that ended
 * @see https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html
 */
export function isRetried(
  { attempts, evaluateOnExit }: RetryStrategy,
  { statusReason, reason = '', exitCode }: AttemptEnd,
  attemptsMade: number,
): boolean {
  if (attemptsMade >= attempts) return false;
  const decisive = evaluateOnExit.find(
    (condition) =>
      matches(condition.onStatusReason, statusReason) &&
      matches(condition.onReason, reason) &&
      matches(condition.onExitCode, exitCode === null ? null : String(exitCode)),
  );
  return decisive?.action !== 'EXIT';
}

/** A pattern may end in `*`; case does not matter. What was not given matches anything. */
function matches(pattern: string | undefined, value: string | null): boolean {
  if (pattern === undefined) return true;
  if (value === null) return false;
  const [wanted, found] = [pattern.toLowerCase(), value.toLowerCase()];
  return wanted.endsWith('*') ? found.startsWith(wanted.slice(0, -1)) : found === wanted;
}
