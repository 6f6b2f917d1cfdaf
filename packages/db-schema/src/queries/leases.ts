import { type Kysely, sql } from 'kysely';
import { LeaseHeldError, LeaseLostError } from '../errors.ts';
import type { Database } from '../schema.ts';

/** The right to work on a run. Taking the lease raises its token, so that commits of an earlier holder fail. */
export interface Lease {
  readonly runId: string;
  readonly videoId: string;
  readonly token: number;
  /** State to resume from, behind the last committed chunk; null at the beginning. */
  readonly checkpoint: unknown;
}

/** Reason of a failure: a code for programs and a sentence for people. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
}

/** Duration of a lease that is not renewed. */
export const leaseSeconds = 60;

/** Names the lease holder that a Batch job is; all attempts of the job are one holder. */
export const jobHolder = (jobId: string): string => `batch:${jobId}`;

/** Reads the job from the name of a lease holder; null for any other holder. */
const jobOfHolder = (owner: string): string | null => /^batch:(.+)$/.exec(owner)?.[1] ?? null;

/** Whether a run's lease is held, by the clock of the database. */
export const isHeld = sql<boolean>`coalesce(lease_expires_at > now(), false)`.as('is_held');

const expiry = sql<Date>`now() + make_interval(secs => ${sql.lit(leaseSeconds)})`;

/**
 * Takes the lease of a run and marks it as running. The job that takes it is the run's job from then on.
 *
 * @param owner name of the holder: `jobHolder` of a job, or one that no other holder has; an owner of the same name
 *   takes the lease over (the next attempt of a Batch job)
 * @throws {LeaseHeldError} another holder works on the run
 * @throws {LeaseLostError} the run has ended, or a later one has replaced it
 */
export async function takeLease(db: Kysely<Database>, runId: string, owner: string): Promise<Lease> {
  return await db.transaction().execute(async (transaction) => {
    const run = await transaction
      .selectFrom('analysis_runs')
      .selectAll()
      .select(isHeld)
      .where('id', '=', runId)
      .forUpdate()
      .executeTakeFirst();
    if (!run) throw new LeaseLostError(`run ${runId} has given way to a later one`);
    if (run.is_held && run.lease_owner !== owner) {
      throw new LeaseHeldError(
        `run ${runId} is being worked on by ${run.lease_owner} until ${run.lease_expires_at?.toISOString()}`,
      );
    }
    if (run.status === 'completed' || run.status === 'failed')
      throw new LeaseLostError(`run ${runId} is ${run.status}`);
    const token = run.lease_token + 1;
    const job = jobOfHolder(owner);
    await transaction
      .updateTable('analysis_runs')
      .set({
        status: 'running',
        job_id: job,
        // Whoever said that this job has ended was wrong.
        ended_jobs: run.ended_jobs.filter((ended) => ended !== job),
        lease_token: token,
        lease_owner: owner,
        lease_expires_at: expiry,
        heartbeat_at: sql`now()`,
      })
      .where('id', '=', runId)
      .execute();
    await transaction
      .updateTable('videos')
      .set({ status: 'processing' })
      .where('id', '=', run.video_id)
      .execute();
    return { runId, videoId: run.video_id, token, checkpoint: run.checkpoint };
  });
}

/**
 * Renews a lease. It is the first statement of every commit of a holder, because it also locks the run.
 *
 * @throws {LeaseLostError} another holder has taken the lease, or the run has ended
 */
export async function renewLease(
  db: Kysely<Database>,
  { runId, token }: Pick<Lease, 'runId' | 'token'>,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('analysis_runs')
    .set({ lease_expires_at: expiry, heartbeat_at: sql`now()` })
    .where('id', '=', runId)
    .where('lease_token', '=', token)
    .where('status', '=', 'running')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new LeaseLostError(`run ${runId}: the lease was lost to another process`);
}

/**
 * Releases a lease before it expires, so that the run can be resumed at once.
 *
 * @param error passing error that ended the work; it is reported should the run fail in the end
 */
export async function releaseLease(
  db: Kysely<Database>,
  { runId, token }: Pick<Lease, 'runId' | 'token'>,
  error?: RunFailure,
): Promise<void> {
  await db
    .updateTable('analysis_runs')
    .set({
      lease_expires_at: null,
      ...(error && { last_error_code: error.code, last_error_message: error.message }),
    })
    .where('id', '=', runId)
    .where('lease_token', '=', token)
    .execute();
}

/** Expires all leases, for a database whose former users are known to be gone. */
export async function expireLeases(db: Kysely<Database>): Promise<void> {
  await db
    .updateTable('analysis_runs')
    .set({ lease_expires_at: null })
    .where('lease_expires_at', 'is not', null)
    .execute();
}
