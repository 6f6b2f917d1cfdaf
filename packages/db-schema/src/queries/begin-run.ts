import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { type Lease, renewLease } from './leases.ts';

/** Models and settings of a run. */
export interface RunStart {
  /** Name and version of the model pack. */
  readonly modelPack: string;
  readonly settings: object;
  /** Decides whether the analysis can resume from a checkpoint of the same models and settings; without it any checkpoint is taken. */
  readonly canResume?: (checkpoint: unknown) => boolean;
}

/**
 * Records the models and settings of a run. Results that an earlier attempt saved with others, or without a checkpoint to
 * resume from, are removed, and the run begins anew.
 *
 * @returns the lease, without a checkpoint if the run begins anew
 * @throws {LeaseLostError} another holder works on the run by now
 */
export async function beginRun(
  db: Kysely<Database>,
  lease: Lease,
  { modelPack, settings, canResume = () => true }: RunStart,
): Promise<Lease> {
  return await db.transaction().execute(async (transaction) => {
    await renewLease(transaction, lease);
    const run = await transaction
      .selectFrom('analysis_runs')
      .select(['model_pack', 'settings'])
      .where('id', '=', lease.runId)
      .executeTakeFirstOrThrow();
    const saved: unknown = JSON.parse(JSON.stringify(settings));
    const isSame = run.model_pack === modelPack && isDeepStrictEqual(run.settings, saved);
    if (isSame && lease.checkpoint !== null && canResume(lease.checkpoint)) return lease;
    await transaction.deleteFrom('tracks').where('run_id', '=', lease.runId).execute();
    await transaction.deleteFrom('events').where('run_id', '=', lease.runId).execute();
    await transaction.deleteFrom('chunk_observations').where('run_id', '=', lease.runId).execute();
    await transaction
      .updateTable('analysis_runs')
      .set({ model_pack: modelPack, settings: JSON.stringify(settings), checkpoint: null })
      .where('id', '=', lease.runId)
      .execute();
    return { ...lease, checkpoint: null };
  });
}
