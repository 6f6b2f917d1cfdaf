import type { AnalysisRequest } from '@deepsentinel/queue-contracts';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';

/** A failed run whose request is not in the dead-letter queue yet. */
export interface UnreportedFailure {
  readonly runId: string;
  /** Attempt of the run that failed; a redrive reopens the run only after this one. */
  readonly attempt: number;
  readonly request: AnalysisRequest;
  readonly code: string;
  readonly message: string;
  /** Last job of the run; null when a worker failed it. */
  readonly jobId: string | null;
  readonly exitCode: number | null;
  readonly jobAttempts: number | null;
  readonly logStream: string | null;
}

/**
 * Lists failed runs whose requests are not in the dead-letter queue, the oldest first: whoever failed them was
 * interrupted, or the queue refused.
 *
 * @param failedBeforeSeconds age of a failure below which its own reporter may still be at work
 */
export async function listUnreportedFailures(
  db: Kysely<Database>,
  { failedBeforeSeconds, limit }: { failedBeforeSeconds: number; limit: number },
): Promise<UnreportedFailure[]> {
  const rows = await unreported(db)
    .where('ended_at', '<=', sql<Date>`now() - make_interval(secs => ${failedBeforeSeconds})`)
    .orderBy('ended_at')
    .limit(limit)
    .execute();
  return rows.map(failureOf);
}

/** Finds the failure of a run; null when it has not failed, or has been reported. */
export async function findUnreportedFailure(
  db: Kysely<Database>,
  runId: string,
): Promise<UnreportedFailure | null> {
  const row = await unreported(db).where('id', '=', runId).executeTakeFirst();
  return row ? failureOf(row) : null;
}

/** Records that the request of a failed run is in the dead-letter queue, unless the run has been reopened since. */
export async function markDeadLettered(
  db: Kysely<Database>,
  { runId, attempt }: Pick<UnreportedFailure, 'runId' | 'attempt'>,
): Promise<void> {
  await db
    .updateTable('analysis_runs')
    .set({ dead_lettered_at: sql`now()` })
    .where('id', '=', runId)
    .where('attempt', '=', attempt)
    .where('status', '=', 'failed')
    .execute();
}

/** Selects failures that nobody has reported; a run that a later one has replaced is none. */
function unreported(db: Kysely<Database>) {
  return db
    .selectFrom('analysis_runs')
    .select(['id', 'attempt', 'request', 'error_code', 'error_message'])
    .select(['job_id', 'exit_code', 'job_attempts', 'log_stream'])
    .where('status', '=', 'failed')
    .where('dead_lettered_at', 'is', null)
    .where('request', 'is not', null)
    .where('error_code', '!=', 'superseded');
}

type Row = Awaited<ReturnType<ReturnType<typeof unreported>['execute']>>[number];

function failureOf(row: Row): UnreportedFailure {
  return {
    runId: row.id,
    attempt: row.attempt,
    request: row.request!,
    code: row.error_code!,
    message: row.error_message!,
    jobId: row.job_id,
    exitCode: row.exit_code,
    jobAttempts: row.job_attempts,
    logStream: row.log_stream,
  };
}
