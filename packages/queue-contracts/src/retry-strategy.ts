import { exitCodes } from './exit-codes.ts';

/**
 * Tells Batch when to start another attempt: the host went away, the image could not be pulled, or the runner asked
 * for it. The last entry matters: Batch retries what no entry matches.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html
 */
export const retryStrategy = {
  attempts: 3,
  evaluateOnExit: [
    { onStatusReason: 'Host EC2*', action: 'RETRY' },
    { onReason: 'CannotPullContainerError:*', action: 'RETRY' },
    { onExitCode: String(exitCodes.temporary), action: 'RETRY' },
    { onReason: '*', action: 'EXIT' },
  ],
} as const;
