import { DescribeJobsCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import { listStalledRuns, noteWaiting, reclaimSubmission, type StalledRun } from '@deepsentinel/db-schema';
import { type BatchJob, batchJobSchema } from '@deepsentinel/queue-contracts';
import type { DispatcherContext } from './dispatcher-context.ts';
import { finalizeJob, finalizeRun } from './finalize-job.ts';
import { adoptOrSubmitRun } from './submit-run.ts';

/** Seconds without a sign of life after which a live run counts as stalled. */
const defaultStalledAfterSeconds = 300;
/** Runs that one round looks at, the longest stalled first: DescribeJobs takes no more jobs. */
const roundSize = 100;

/**
 * Makes the handler that repairs stalled runs, one round a call: claimed runs without a job are submitted, runs whose job has
 * ended or vanished are finalized, and jobs that run without a heartbeat are terminated.
 */
export function createReconciler(
  context: DispatcherContext,
  stalledAfterSeconds = defaultStalledAfterSeconds,
): () => Promise<void> {
  return async () => {
    const runs = await listStalledRuns(context.db, { stalledAfterSeconds, limit: roundSize });
    const jobs = await describeJobs(runs, context);
    const healed = await Promise.allSettled(
      runs.map((run) => heal(run, { jobs, stalledAfterSeconds, context })),
    );
    for (const [index, result] of healed.entries()) {
      if (result.status === 'rejected') {
        context.log.error('could not be reconciled', { ...runs[index], error: result.reason });
      }
    }
  };
}

type Round = {
  readonly jobs: Map<string, BatchJob>;
  readonly stalledAfterSeconds: number;
  readonly context: DispatcherContext;
};

async function heal(run: StalledRun, { jobs, stalledAfterSeconds, context }: Round): Promise<void> {
  const { runId, jobId, status } = run;
  if (status === 'claimed') {
    if (await reclaimSubmission(context.db, runId, stalledAfterSeconds)) {
      const { tier, source } = run.request;
      await adoptOrSubmitRun({ runId, videoId: run.videoId, tier, source }, context);
    }
    return;
  }
  // The run of a worker has no job: its message is delivered again when the worker dies.
  if (jobId === null) return;
  const job = jobs.get(jobId);
  if (!job) await finalizeRun(runId, lostJob(jobId), context);
  else if (job.status === 'SUCCEEDED' || job.status === 'FAILED') await finalizeJob(runId, job, context);
  else if (isStalled(job, stalledAfterSeconds)) await terminate(run, jobId, context);
  else await noteWaiting(context.db, runId);
}

/** Whether a job without a heartbeat has run long enough for one: a job that began just now, after a long wait, has not. */
function isStalled({ status, startedAt = Date.now() }: BatchJob, stalledAfterSeconds: number): boolean {
  return status === 'RUNNING' && Date.now() - startedAt > 1000 * stalledAfterSeconds;
}

const lostJob = (jobId: string) => ({
  jobId,
  code: 'job-lost',
  message: `job ${jobId}: Batch does not know it`,
  exitCode: null,
  jobAttempts: null,
  logStream: null,
});

/** Terminates a job without heartbeats; its outcome is recorded when Batch reports the end. */
async function terminate(run: StalledRun, jobId: string, { batch, log }: DispatcherContext): Promise<void> {
  const reason = `no heartbeat for ${defaultStalledAfterSeconds} seconds`;
  await batch.send(new TerminateJobCommand({ jobId, reason }));
  log.error('terminated a stalled job', { runId: run.runId, jobId, reason });
}

async function describeJobs(
  runs: readonly StalledRun[],
  { batch }: DispatcherContext,
): Promise<Map<string, BatchJob>> {
  const ids = runs.flatMap(({ jobId }) => jobId ?? []);
  if (ids.length === 0) return new Map();
  const { jobs = [] } = await batch.send(new DescribeJobsCommand({ jobs: ids }));
  return new Map(jobs.map((job) => [job.jobId!, batchJobSchema.parse(job)]));
}
