import { DescribeJobsCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import {
  listStalledRuns,
  listUnreportedFailures,
  noteWaiting,
  reclaimSubmission,
  type StalledRun,
} from '@deepsentinel/db-schema';
import { type BatchJob, batchJobSchema, hungJobReason } from '@deepsentinel/queue-contracts';
import type { DispatcherContext } from './dispatcher-context.ts';
import { finalizeJob, finalizeRun, reportFailure } from './finalize-job.ts';
import { adoptOrSubmitRun } from './submit-run.ts';

/** Seconds without a sign of life after which a live run counts as stalled. */
const defaultStalledAfterSeconds = 300;
/** Runs that are looked at together: DescribeJobs takes no more jobs. */
const pageSize = 100;
/** Stalled runs, and failures, that one round looks at: what fits into the handler's time. */
const roundSize = 2000;

/**
 * Makes the handler that repairs what was interrupted, one round a call. Failed runs without a dead letter get one. Runs
 * whose job has ended or vanished, or whose worker has left them, are finalized; jobs that run without a heartbeat are
 * terminated; claimed runs without a job are submitted, which includes those that are to go on in another job.
 */
export function createReconciler(
  context: DispatcherContext,
  stalledAfterSeconds = defaultStalledAfterSeconds,
): () => Promise<void> {
  return async () => {
    const { db } = context;
    const due = { stalledAfterSeconds, limit: roundSize };
    const failures = { failedBeforeSeconds: stalledAfterSeconds, limit: roundSize };
    for (const page of pages(await listUnreportedFailures(db, failures))) {
      await repairAll(page, (failure) => reportFailure(failure, context), context);
    }
    for (const page of pages(await listStalledRuns(db, { ...due, statuses: ['submitted', 'running'] }))) {
      const jobs = await describeJobs(page, context);
      const waiting: string[] = [];
      const round = { jobs, stalledAfterSeconds, waiting, context };
      await repairAll(page, (run) => finalizeStalled(run, round), context);
      await noteWaiting(db, waiting);
    }
    for (const page of pages(await listStalledRuns(db, { ...due, statuses: ['claimed'] }))) {
      await repairAll(page, (run) => submitStalled(run, stalledAfterSeconds, context), context);
    }
  };
}

function* pages<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += pageSize) yield items.slice(start, start + pageSize);
}

/** Repairs each on its own: one that cannot be repaired now is left to the next round. */
async function repairAll<Item extends { readonly runId: string }>(
  items: readonly Item[],
  repair: (item: Item) => Promise<void>,
  { log }: DispatcherContext,
): Promise<void> {
  const repaired = await Promise.allSettled(items.map(repair));
  for (const [index, result] of repaired.entries()) {
    if (result.status === 'fulfilled') continue;
    log.error('could not be reconciled', { runId: items[index]!.runId, error: result.reason });
  }
}

type Round = {
  readonly jobs: Map<string, BatchJob>;
  readonly stalledAfterSeconds: number;
  /** Takes the runs whose job is known to wait. */
  readonly waiting: string[];
  readonly context: DispatcherContext;
};

async function finalizeStalled({ runId, jobId }: StalledRun, round: Round): Promise<void> {
  const { jobs, stalledAfterSeconds, waiting, context } = round;
  const job = jobId === null ? undefined : jobs.get(jobId);
  if (!job) await finalizeRun(runId, withoutJob(jobId), context);
  else if (job.status === 'SUCCEEDED' || job.status === 'FAILED') await finalizeJob(runId, job, context);
  else if (isStalled(job, stalledAfterSeconds)) await terminate(runId, job, context);
  else waiting.push(runId);
}

async function submitStalled(
  { runId, videoId, request: { tier, source } }: StalledRun,
  stalledAfterSeconds: number,
  context: DispatcherContext,
): Promise<void> {
  if (!(await reclaimSubmission(context.db, runId, stalledAfterSeconds))) return;
  await adoptOrSubmitRun({ runId, videoId, tier, source }, context);
}

/** Whether a job without a heartbeat has run long enough for one: a job that began just now, after a long wait, has not. */
function isStalled({ status, startedAt = Date.now() }: BatchJob, stalledAfterSeconds: number): boolean {
  return status === 'RUNNING' && Date.now() - startedAt > 1000 * stalledAfterSeconds;
}

/** Describes the end of a run whose job Batch has forgotten, or whose worker has left it. */
const withoutJob = (jobId: string | null) => ({
  jobId,
  code: 'job-lost',
  message: jobId === null ? 'the worker has left the run' : `job ${jobId}: Batch does not know it`,
  isFinal: false,
  exitCode: null,
  jobAttempts: null,
  logStream: null,
});

/** Terminates a job without heartbeats; its outcome is recorded when Batch reports the end. */
async function terminate(
  runId: string,
  { jobId }: BatchJob,
  { batch, log }: DispatcherContext,
): Promise<void> {
  const reason = `${hungJobReason} for ${defaultStalledAfterSeconds} seconds`;
  await batch.send(new TerminateJobCommand({ jobId, reason }));
  log.error('terminated a stalled job', { runId, jobId, reason });
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
