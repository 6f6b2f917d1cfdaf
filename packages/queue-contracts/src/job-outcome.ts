import { z } from 'zod';

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
}

/** Sums up a job that has ended, by its last attempt. */
export function jobOutcome({ jobId, statusReason, attempts = [], container }: BatchJob): JobOutcome {
  const last = attempts.at(-1)?.container ?? container;
  const reasons = [statusReason, last?.reason].filter(Boolean).join('; ');
  return {
    jobId,
    reason: reasons || 'Batch gives no reason',
    exitCode: last?.exitCode ?? null,
    attempts: Math.max(1, attempts.length),
    logStream: last?.logStreamName ?? null,
  };
}
