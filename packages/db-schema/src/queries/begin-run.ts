import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { type Lease, renewLease } from './leases.ts';

/**
 * Settles with what a run is analyzed. What an earlier attempt saved with other models or settings is removed: the run
 * then begins anew.
 *
 * @returns the lease, without a checkpoint if the run begins anew
 * @throws {LeaseLostError} somebody else works on the run by now
 */
export async function beginRun(
  db: Kysely<Database>,
  lease: Lease,
  { modelPack, settings }: { modelPack: string; settings: object },
): Promise<Lease> {
  return await db.transaction().execute(async (transaction) => {
    await renewLease(transaction, lease);
    const run = await transaction
      .selectFrom('analysis_runs')
      .select(['model_pack', 'settings'])
      .where('id', '=', lease.runId)
      .executeTakeFirstOrThrow();
    const saved: unknown = JSON.parse(JSON.stringify(settings));
    if (run.model_pack === modelPack && isDeepStrictEqual(run.settings, saved)) return lease;
    await transaction.deleteFrom('tracks').where('run_id', '=', lease.runId).execute();
    await transaction.deleteFrom('events').where('run_id', '=', lease.runId).execute();
    await transaction
      .updateTable('analysis_runs')
      .set({ model_pack: modelPack, settings: JSON.stringify(settings), checkpoint: null })
      .where('id', '=', lease.runId)
      .execute();
    return { ...lease, checkpoint: null };
  });
}
