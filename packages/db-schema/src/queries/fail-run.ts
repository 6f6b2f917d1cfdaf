import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import { type Lease, renewLease } from './leases.ts';

/** Reason of a failed run: a code for programs and a sentence for people. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
}

/**
 * Marks a run and its video as failed. Saved results stay, but not the checkpoint: a failed run is not resumed.
 *
 * @throws {LeaseLostError} another holder works on the run by now
 */
export async function failRun(
  db: Kysely<Database>,
  lease: Lease,
  { code, message }: RunFailure,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await renewLease(transaction, lease);
    const error = { error_code: code, error_message: message };
    await transaction
      .updateTable('analysis_runs')
      .set({ status: 'failed', checkpoint: null, lease_expires_at: null, ended_at: sql`now()`, ...error })
      .where('id', '=', lease.runId)
      .execute();
    await transaction
      .updateTable('videos')
      .set({ status: 'failed', ...error })
      .where('id', '=', lease.videoId)
      .execute();
  });
}
