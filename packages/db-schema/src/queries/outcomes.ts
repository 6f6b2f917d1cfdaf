import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { isHeld, jobHolder, type RunFailure } from './leases.ts';
import { isLive } from './live-runs.ts';
import { findUnreportedFailure, type UnreportedFailure } from './unreported-failures.ts';

/** Number of jobs that may end one after the other without saving a chunk; the run fails with the last. */
const maxFruitlessJobs = 3;

/** End of the work of a job or a worker on a run. */
export interface RunOutcome extends RunFailure {
  /** Id of the job; null for a run without one. */
  readonly jobId: string | null;
  /** Name under which a worker held the lease; a job has its own (`jobHolder`). */
  readonly worker?: string;
  /** Whether another job would meet the same fault. */
  readonly isFinal: boolean;
  /** Exit code of the job's last attempt; null when the host went away. */
  readonly exitCode: number | null;
  readonly jobAttempts: number | null;
  readonly logStream: string | null;
}

/** What came of the end of a job: nothing, another job that is to be submitted, or a failure that is to be reported. */
export type RecordedOutcome =
  | { readonly kind: 'nothing' | 'resubmit' }
  | { readonly kind: 'failed'; readonly failure: UnreportedFailure };

const nothing: RecordedOutcome = { kind: 'nothing' };

/**
 * Records the end of a run's job or worker, any number of times and in any order.
 *
 * A live run is left to a holder of its lease other than the one that has ended. It fails if the outcome is final, or if
 * too many jobs in a row have saved nothing. Otherwise it is claimed again, with its checkpoint: at once if the job has
 * saved a chunk, else when the claim has aged. A run that has ended keeps its own reason.
 */
export async function recordOutcome(
  db: Kysely<Database>,
  runId: string,
  outcome: RunOutcome,
): Promise<RecordedOutcome> {
  return await db.transaction().execute(async (transaction) => {
    const run = await lockRun(transaction, runId);
    if (!run || run.status === 'completed' || !isAbout(run, outcome)) return nothing;
    const { jobId, exitCode, jobAttempts, logStream } = outcome;
    await transaction
      .updateTable('analysis_runs')
      .set({
        ...{ exit_code: exitCode, job_attempts: jobAttempts, log_stream: logStream },
        ...(jobId !== null && { ended_jobs: [...new Set([...run.ended_jobs, jobId])] }),
      })
      .where('id', '=', runId)
      .execute();
    if (isLive(run)) {
      const hasProgressed = run.mark !== null && run.mark !== run.progress_mark;
      const fruitlessJobs = hasProgressed ? 0 : run.fruitless_jobs + 1;
      const progress = { fruitless_jobs: fruitlessJobs, progress_mark: run.mark };
      if (!outcome.isFinal && fruitlessJobs < maxFruitlessJobs) {
        await claimAgain(transaction, run, progress);
        return { kind: 'resubmit' };
      }
      await fail(transaction, run, reasonOf(run, outcome));
    }
    const failure = await findUnreportedFailure(transaction, runId);
    return failure ? { kind: 'failed', failure } : nothing;
  });
}

type EndedRun = NonNullable<Awaited<ReturnType<typeof lockRun>>>;

async function lockRun(transaction: Transaction<Database>, runId: string) {
  return await transaction
    .selectFrom('analysis_runs')
    .select(['id', 'video_id', 'status', 'job_id', 'ended_jobs', 'lease_owner', isHeld])
    .select(['fruitless_jobs', 'progress_mark', 'last_error_code', 'last_error_message'])
    .select(sql<string | null>`md5(checkpoint::text)`.as('mark'))
    .where('id', '=', runId)
    .forUpdate()
    .executeTakeFirst();
}

/** Whether an outcome says something of a run that is not known, and that no other holder of the lease contradicts. */
function isAbout(run: EndedRun, { jobId, worker }: RunOutcome): boolean {
  if (run.job_id !== null && run.job_id !== jobId) return false;
  if (!isLive(run)) return true;
  if (jobId !== null && run.ended_jobs.includes(jobId)) return false;
  const holder = jobId === null ? worker : jobHolder(jobId);
  return !run.is_held || run.lease_owner === holder;
}

/** Puts the passing error of the last attempt, which says more than Batch does, behind Batch's reason. */
function reasonOf(run: EndedRun, { code, message, isFinal }: RunOutcome): RunFailure {
  const { last_error_code: lastCode, last_error_message: lastMessage } = run;
  const ended = isFinal ? message : `${message}; ${maxFruitlessJobs} jobs in a row have saved nothing`;
  if (lastCode === null) return { code, message: ended };
  return { code: isFinal ? code : lastCode, message: `${ended}; last error: ${lastMessage}` };
}

/** Ends the lease; a zombie of the job finds another token and stops. */
const withoutLease = { lease_token: sql<number>`lease_token + 1`, lease_expires_at: null };

async function claimAgain(
  transaction: Transaction<Database>,
  { id, video_id }: EndedRun,
  progress: { fruitless_jobs: number; progress_mark: string | null },
): Promise<void> {
  const isAtOnce = progress.fruitless_jobs === 0;
  await transaction
    .updateTable('analysis_runs')
    .set({
      ...withoutLease,
      ...progress,
      ...(isAtOnce && { last_error_code: null, last_error_message: null }),
      status: 'claimed',
      claimed_at: isAtOnce ? sql`'-infinity'` : sql`now()`,
      job_id: null,
      wait_reason: null,
    })
    .where('id', '=', id)
    .execute();
  await transaction.updateTable('videos').set({ status: 'queued' }).where('id', '=', video_id).execute();
}

async function fail(
  transaction: Transaction<Database>,
  { id, video_id }: EndedRun,
  { code, message }: RunFailure,
): Promise<void> {
  const failed = { status: 'failed' as const, error_code: code, error_message: message };
  await transaction
    .updateTable('analysis_runs')
    .set({ ...withoutLease, ...failed, ended_at: sql`now()` })
    .where('id', '=', id)
    .execute();
  await transaction.updateTable('videos').set(failed).where('id', '=', video_id).execute();
}
