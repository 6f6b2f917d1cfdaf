import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import { type Lease, type RunFailure, renewLease } from './leases.ts';

/**
 * Marks a run and its video as failed by a fault that another attempt would meet again. Saved results stay, but not the
 * checkpoint: whoever reopens the run begins anew.
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
