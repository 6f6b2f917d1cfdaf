import type { AnalysisRequest } from '@deepsentinel/queue-contracts';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import { isLive } from './live-runs.ts';

/** Outcome of a run's job. */
export interface RunOutcome {
  /** Id of the job; null for a run without one. */
  readonly jobId: string | null;
  readonly code: string;
  readonly message: string;
  readonly exitCode: number | null;
  readonly jobAttempts: number | null;
  readonly logStream: string | null;
}

/** A failed run whose request is not in the dead-letter queue yet. */
export interface UnreportedFailure {
  readonly runId: string;
  readonly jobId: string | null;
  readonly request: AnalysisRequest;
  readonly code: string;
  readonly message: string;
}

/**
 * Records the end of a run's job, any number of times and in any order. A live run fails, whatever the job reports: a
 * job that completed its run would have recorded that before it ended. A run that has ended keeps its own reason.
 *
 * @returns the failure that must be reported to the dead-letter queue; null when there is none or it has been reported
 */
export async function recordOutcome(
  db: Kysely<Database>,
  runId: string,
  outcome: RunOutcome,
): Promise<UnreportedFailure | null> {
  return await db.transaction().execute(async (transaction) => {
    const run = await transaction
      .selectFrom('analysis_runs')
      .selectAll()
      .where('id', '=', runId)
      .forUpdate()
      .executeTakeFirst();
    if (!run || run.status === 'completed') return null;
    // A second job of the same run, submitted before a crash, says nothing of the first.
    if (run.job_id !== null && run.job_id !== outcome.jobId) return null;
    const error = isLive(run) && { error_code: outcome.code, error_message: outcome.message };
    await transaction
      .updateTable('analysis_runs')
      .set({
        exit_code: outcome.exitCode,
        job_attempts: outcome.jobAttempts,
        log_stream: outcome.logStream,
        // A zombie of the job finds another token and stops.
        ...(error && {
          ...error,
          status: 'failed',
          checkpoint: null,
          lease_token: sql`lease_token + 1`,
          lease_expires_at: null,
          ended_at: sql`now()`,
        }),
      })
      .where('id', '=', runId)
      .execute();
    if (error) {
      const failed = { status: 'failed' as const, ...error };
      await transaction.updateTable('videos').set(failed).where('id', '=', run.video_id).execute();
    }
    if (run.dead_lettered_at || !run.request || run.error_code === 'superseded') return null;
    return {
      runId,
      jobId: run.job_id,
      request: run.request,
      code: run.error_code ?? outcome.code,
      message: run.error_message ?? outcome.message,
    };
  });
}

/** Records that the request of a failed run is in the dead-letter queue. */
export async function markDeadLettered(db: Kysely<Database>, runId: string): Promise<void> {
  await db
    .updateTable('analysis_runs')
    .set({ dead_lettered_at: sql`now()` })
    .where('id', '=', runId)
    .execute();
}
