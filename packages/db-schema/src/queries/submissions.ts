import type { AnalysisRequest } from '@deepsentinel/queue-contracts';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';

/**
 * Reclaims the submission of a claimed run from a dispatcher that claimed it too long ago. When several try, one succeeds.
 *
 * @param claimTimeoutSeconds age of a claim after which its dispatcher is taken for dead
 * @returns whether the caller is now the one to submit the job
 */
export async function reclaimSubmission(
  db: Kysely<Database>,
  runId: string,
  claimTimeoutSeconds: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('analysis_runs')
    .set({ claimed_at: sql`now()` })
    .where('id', '=', runId)
    .where('status', '=', 'claimed')
    .where('claimed_at', '<=', sql<Date>`now() - make_interval(secs => ${claimTimeoutSeconds})`)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Releases the submission of a claimed run: the next caller of `reclaimSubmission` gets it. */
export async function releaseSubmission(db: Kysely<Database>, runId: string): Promise<void> {
  await db
    .updateTable('analysis_runs')
    .set({ claimed_at: sql`'-infinity'` })
    .where('id', '=', runId)
    .where('status', '=', 'claimed')
    .execute();
}

/** Records the job of a run, which may have begun, or even ended, before this. */
export async function recordSubmission(db: Kysely<Database>, runId: string, jobId: string): Promise<void> {
  await db
    .updateTable('analysis_runs')
    .set({ job_id: jobId, status: sql`case status when 'claimed' then 'submitted' else status end` })
    .where('id', '=', runId)
    .where((row) => row.or([row('job_id', 'is', null), row('job_id', '=', jobId)]))
    .where(sql<boolean>`${jobId} <> all(ended_jobs)`)
    .execute();
}

/** Records why Batch cannot start the job of a run. */
export async function recordWaitReason(db: Kysely<Database>, runId: string, reason: string): Promise<void> {
  await db
    .updateTable('analysis_runs')
    .set({ wait_reason: reason })
    .where('id', '=', runId)
    .where('status', 'in', ['claimed', 'submitted'])
    .execute();
}

/**
 * Records that the jobs of runs are known to wait, so that the next round looks at other runs first. A run whose job waits
 * for its next attempt is `running`.
 */
export async function noteWaiting(db: Kysely<Database>, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return;
  await db
    .updateTable('analysis_runs')
    .set({ heartbeat_at: sql`now()` })
    .where('id', 'in', runIds)
    .where('status', 'in', ['submitted', 'running'])
    .execute();
}

/** A live run without a sign of life for a while. */
export interface StalledRun {
  readonly runId: string;
  readonly videoId: string;
  readonly status: 'claimed' | 'submitted' | 'running';
  readonly jobId: string | null;
  readonly request: AnalysisRequest;
}

/** Statuses of the runs to list, seconds without a sign of life, and the highest number of runs. */
export interface StalledRunFilter {
  readonly statuses: readonly StalledRun['status'][];
  readonly stalledAfterSeconds: number;
  readonly limit: number;
}

/** Last sign of life of a run: a claim that is to be submitted has none but the claim itself. */
const lastSignOfLife = sql<Date>`case status when 'claimed' then claimed_at else greatest(claimed_at, heartbeat_at) end`;

/**
 * Lists live runs of requests without a sign of life for `stalledAfterSeconds`: claimed and not submitted, submitted and not
 * begun, or running without a heartbeat. The longest stalled come first.
 */
export async function listStalledRuns(
  db: Kysely<Database>,
  { stalledAfterSeconds, limit, statuses }: StalledRunFilter,
): Promise<StalledRun[]> {
  const rows = await db
    .selectFrom('analysis_runs')
    .select(['id', 'video_id', 'status', 'job_id', 'request'])
    .where('status', 'in', statuses)
    .where('request', 'is not', null)
    .where(lastSignOfLife, '<=', sql<Date>`now() - make_interval(secs => ${stalledAfterSeconds})`)
    .orderBy(lastSignOfLife)
    .limit(limit)
    .execute();
  return rows.map(({ id, video_id, status, job_id, request }) => ({
    runId: id,
    videoId: video_id,
    status: status as StalledRun['status'],
    jobId: job_id,
    request: request!,
  }));
}
