import { DescribeJobsCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import { listQuietRuns, noteWaiting, type QuietRun, reclaimSubmission } from '@deepsentinel/db-schema';
import { type AnalysisRequest, type BatchJob, batchJobSchema } from '@deepsentinel/queue-contracts';
import type { Dispatcher } from './dispatcher.ts';
import { settleJob, settleRun } from './settle-job.ts';
import { adoptOrSubmitRun } from './submit-run.ts';

/** A live run of which nobody has spoken for so long is looked at. */
const quietSeconds = 300;
/** Runs looked at in one round, the longest quiet first: as many as DescribeJobs takes. */
const roundSize = 100;

/**
 * Makes the handler that heals what got lost: claimed runs without a job, runs whose job has ended or vanished unheard,
 * and jobs that run without a sign of life. One round; to be called on a schedule.
 */
export function createReconciler(dispatcher: Dispatcher, quiet = quietSeconds): () => Promise<void> {
  return async () => {
    const runs = await listQuietRuns(dispatcher.db, { quietSeconds: quiet, limit: roundSize });
    const jobs = await describeJobs(runs, dispatcher);
    const healed = await Promise.allSettled(runs.map((run) => heal(run, { jobs, quiet, dispatcher })));
    for (const [index, result] of healed.entries()) {
      if (result.status === 'rejected') {
        dispatcher.log.error('could not be reconciled', { ...runs[index], error: result.reason });
      }
    }
  };
}

type Round = {
  readonly jobs: Map<string, BatchJob>;
  readonly quiet: number;
  readonly dispatcher: Dispatcher;
};

async function heal(run: QuietRun, { jobs, quiet, dispatcher }: Round): Promise<void> {
  const { runId, jobId, status } = run;
  if (status === 'claimed') {
    if (await reclaimSubmission(dispatcher.db, runId, quiet)) {
      const { tier, source } = run.request as AnalysisRequest;
      await adoptOrSubmitRun({ runId, videoId: run.videoId, tier, source }, dispatcher);
    }
    return;
  }
  // The run of a worker has no job: its message is delivered again when the worker dies.
  if (jobId === null) return;
  const job = jobs.get(jobId);
  if (!job) await settleRun(runId, lostJob(jobId), dispatcher);
  else if (job.status === 'SUCCEEDED' || job.status === 'FAILED') await settleJob(runId, job, dispatcher);
  else if (isSilent(job, quiet)) await terminate(run, jobId, dispatcher);
  else await noteWaiting(dispatcher.db, runId);
}

/** A job that has only just begun, after a long wait, has had no time for a sign of life. */
function isSilent({ status, startedAt = Date.now() }: BatchJob, quiet: number): boolean {
  return status === 'RUNNING' && Date.now() - startedAt > 1000 * quiet;
}

const lostJob = (jobId: string) => ({
  jobId,
  code: 'job-lost',
  message: `job ${jobId}: Batch does not know it`,
  exitCode: null,
  jobAttempts: null,
  logStream: null,
});

/** A job that runs in silence: its end is told by the event that follows. */
async function terminate(run: QuietRun, jobId: string, { batch, log }: Dispatcher): Promise<void> {
  const reason = `no heartbeat for ${quietSeconds} seconds`;
  await batch.send(new TerminateJobCommand({ jobId, reason }));
  log.error('terminated a silent job', { runId: run.runId, jobId, reason });
}

async function describeJobs(
  runs: readonly QuietRun[],
  { batch }: Dispatcher,
): Promise<Map<string, BatchJob>> {
  const ids = runs.flatMap(({ jobId }) => jobId ?? []);
  if (ids.length === 0) return new Map();
  const { jobs = [] } = await batch.send(new DescribeJobsCommand({ jobs: ids }));
  return new Map(jobs.map((job) => [job.jobId!, batchJobSchema.parse(job)]));
}
