import { markDeadLettered, type RunOutcome, recordOutcome } from '@deepsentinel/db-schema';
import { sendDeadLetter } from '@deepsentinel/intake';
import { type BatchJob, jobOutcome } from '@deepsentinel/queue-contracts';
import type { DispatcherContext } from './dispatcher-context.ts';

/**
 * Records how the job of a run ended, and puts the request of a failed run into the dead-letter queue. May be
 * repeated: the dead letter is sent before the run is marked as dead-lettered, so a crash in between sends it twice
 * rather than never.
 */
export async function finalizeJob(runId: string, job: BatchJob, context: DispatcherContext): Promise<void> {
  const outcome = jobOutcome(job);
  await finalizeRun(
    runId,
    {
      jobId: job.jobId,
      code: job.status === 'SUCCEEDED' ? 'ended-without-result' : 'job-failed',
      message: `job ${job.jobId}: ${outcome.reason}`,
      exitCode: outcome.exitCode,
      jobAttempts: outcome.attempts,
      logStream: outcome.logStream,
    },
    context,
  );
}

/** Does what `finalizeJob` does, for a run whose outcome does not come from an ended Batch job. */
export async function finalizeRun(
  runId: string,
  outcome: RunOutcome,
  context: DispatcherContext,
): Promise<void> {
  const { db, sqs, routes, log } = context;
  const failure = await recordOutcome(db, runId, outcome);
  if (!failure) return;
  const request = failure.request;
  const attributes = {
    reason: failure.code,
    detail: failure.message,
    runId,
    ...(failure.jobId !== null && { jobId: failure.jobId }),
    ...(outcome.exitCode !== null && { exitCode: String(outcome.exitCode) }),
    ...(outcome.jobAttempts !== null && { attempts: String(outcome.jobAttempts) }),
    ...(outcome.logStream !== null && { logStream: outcome.logStream }),
  };
  await sendDeadLetter(sqs, routes[request.tier].deadLetterQueueUrl, {
    body: JSON.stringify(request),
    attributes,
  });
  await markDeadLettered(db, runId);
  log.count('RunsFailed');
  log.error('a run failed', { ...attributes, key: request.source.key });
}
