import { passingExitCodes } from './exit-codes.ts';

/** Reason that Batch gives for an attempt whose container ran and ended by itself, whatever its exit code. */
const endedByItself = 'Essential container in task exited';

/**
 * Tells Batch when to start another attempt: unless a container ended by itself with a code that lasts. Batch retries what
 * no entry matches, so whatever happens to the host or before the container runs is retried without being named here:
 * `Host EC2 (instance ...) terminated.`, `Your Spot Task was interrupted.`, `Task failed to start`, `Timeout waiting for
 * network interface provisioning to complete.`, `ResourceInitializationError`. Five entries are allowed.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html
 */
export const retryStrategy = {
  attempts: 3,
  evaluateOnExit: [
    ...passingExitCodes.map((code) => ({ onExitCode: String(code), action: 'RETRY' as const })),
    { onStatusReason: `${endedByItself}*`, action: 'EXIT' as const },
  ],
} as const;
