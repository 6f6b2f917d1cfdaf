import { type RunOutcome, recordOutcome, type UnreportedFailure } from '@deepsentinel/db-schema';
import { reportRunFailure } from '@deepsentinel/intake';
import { type BatchJob, jobOutcome } from '@deepsentinel/queue-contracts';
import type { DispatcherContext } from './dispatcher-context.ts';

/**
 * Records how the job of a run ended: the run is claimed again, or its request goes into the dead-letter queue. May be
 * repeated.
 */
export async function finalizeJob(runId: string, job: BatchJob, context: DispatcherContext): Promise<void> {
  const { reason, attempts: jobAttempts, ...outcome } = jobOutcome(job);
  const code = job.status === 'SUCCEEDED' ? 'ended-without-result' : 'job-failed';
  const message = `job ${job.jobId}: ${reason}`;
  await finalizeRun(runId, { ...outcome, code, message, jobAttempts }, context);
}

/** Does what `finalizeJob` does, for a run whose outcome does not come from an ended Batch job. */
export async function finalizeRun(
  runId: string,
  outcome: RunOutcome,
  context: DispatcherContext,
): Promise<void> {
  const recorded = await recordOutcome(context.db, runId, outcome);
  if (recorded.kind === 'failed') await reportFailure(recorded.failure, context);
  if (recorded.kind !== 'resubmit') return;
  context.log.info('the run gets another job', { runId, jobId: outcome.jobId, reason: outcome.message });
}

/** Puts the request of a failed run into the dead-letter queue. */
export async function reportFailure(
  failure: UnreportedFailure,
  { db, sqs, routes, log }: DispatcherContext,
): Promise<void> {
  const { tier, source } = failure.request;
  const { deadLetterQueueUrl } = routes[tier];
  const attributes = await reportRunFailure(failure, { db, sqs, deadLetterQueueUrl });
  log.count('RunsFailed');
  log.error('a run failed', { ...attributes, key: source.key });
}
