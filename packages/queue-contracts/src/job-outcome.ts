import { z } from 'zod';

const containerSchema = z.object({
  exitCode: z.int().optional(),
  reason: z.string().optional(),
  logStreamName: z.string().optional(),
});

/** What Batch says of a job, in an event as in DescribeJobs; only what an outcome is made of. */
export const batchJobSchema = z.object({
  jobId: z.string().min(1),
  jobName: z.string().min(1),
  jobQueue: z.string(),
  status: z.enum(['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED', 'FAILED']),
  statusReason: z.string().optional(),
  /** Of the attempt under way, milliseconds since 1970. */
  startedAt: z.number().optional(),
  attempts: z.array(z.object({ container: containerSchema.optional() })).optional(),
  container: containerSchema.optional(),
});
export type BatchJob = z.infer<typeof batchJobSchema>;

/**
 * What EventBridge sends of a job.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/batch_cwe_events.html
 */
export const batchEventSchema = z.object({
  source: z.literal('aws.batch'),
  'detail-type': z.enum(['Batch Job State Change', 'Batch Job Queue Blocked']),
  detail: batchJobSchema,
});
export type BatchEvent = z.infer<typeof batchEventSchema>;

/** How a job ended, for the operator. */
export interface JobOutcome {
  readonly jobId: string;
  /** One of Batch's reasons, and the container's. */
  readonly reason: string;
  /** Null when no container has ended by itself: the host went away, or none was started. */
  readonly exitCode: number | null;
  readonly attempts: number;
  readonly logStream: string | null;
}

/** Sums up a job that has ended; the last attempt tells. */
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
