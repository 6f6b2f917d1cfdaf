import { z } from 'zod';
import { isFinalExitCode } from './exit-codes.ts';

const containerSchema = z.object({
  exitCode: z.int().optional(),
  reason: z.string().optional(),
  logStreamName: z.string().optional(),
});

/** A Batch job as events and DescribeJobs show it, reduced to the fields that an outcome is made of. */
export const batchJobSchema = z.object({
  jobId: z.string().min(1),
  jobName: z.string().min(1),
  jobQueue: z.string(),
  status: z.enum(['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED', 'FAILED']),
  statusReason: z.string().optional(),
  /** Start of the attempt under way, milliseconds since 1970. */
  startedAt: z.number().optional(),
  attempts: z.array(z.object({ container: containerSchema.optional() })).optional(),
  container: containerSchema.optional(),
  /** Whether TerminateJob ended it. */
  isTerminated: z.boolean().optional(),
  /** Whether it was withdrawn before it started: by an operator, or because it blocked its queue for too long. */
  isCancelled: z.boolean().optional(),
});
export type BatchJob = z.infer<typeof batchJobSchema>;

/**
 * Batch job event of EventBridge.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/batch_cwe_events.html
 */
export const batchEventSchema = z.object({
  source: z.literal('aws.batch'),
  'detail-type': z.enum(['Batch Job State Change', 'Batch Job Queue Blocked']),
  detail: batchJobSchema,
});
export type BatchEvent = z.infer<typeof batchEventSchema>;

/** Outcome of a job, for the operator. */
export interface JobOutcome {
  readonly jobId: string;
  /** Reasons that Batch and the container gave. */
  readonly reason: string;
  /** Exit code of the container; null when none ended by itself: the host went away, or none was started. */
  readonly exitCode: number | null;
  readonly attempts: number;
  readonly logStream: string | null;
  /** Whether another job would end in the same way. */
  readonly isFinal: boolean;
}

/** Beginning of the reason with which the reconciler terminates a job that has hung. */
export const hungJobReason = 'no heartbeat';

/** Beginnings of the reasons for which a job is ended from outside and may go on in another one. */
const passingReasons = ['Job attempt duration exceeded timeout', hungJobReason];

/** Sums up a job that has ended, by its last attempt. */
export function jobOutcome(job: BatchJob): JobOutcome {
  const { jobId, statusReason, attempts = [], container } = job;
  const last = attempts.at(-1)?.container ?? container;
  const reasons = [statusReason, last?.reason].filter(Boolean).join('; ');
  return {
    jobId,
    reason: reasons || 'Batch gives no reason',
    exitCode: last?.exitCode ?? null,
    attempts: Math.max(1, attempts.length),
    logStream: last?.logStreamName ?? null,
    isFinal: isFinal(job, last?.exitCode),
  };
}

/**
 * Whether a job failed for a reason that lasts: the runner said so by its exit code, or somebody ended the job on purpose. A
 * host that goes away, a start that fails, a time limit and a signal pass.
 */
function isFinal(
  { status, statusReason = '', isTerminated, isCancelled }: BatchJob,
  exitCode: number | undefined,
): boolean {
  if (status === 'SUCCEEDED' || passingReasons.some((reason) => statusReason.startsWith(reason)))
    return false;
  if (isTerminated || isCancelled) return true;
  return exitCode !== undefined && isFinalExitCode(exitCode);
}
