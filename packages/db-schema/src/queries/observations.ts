import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import type { Lease } from './leases.ts';

/** Saves what the rules looked at in a chunk, if that has not been done. */
export async function saveObservations(
  transaction: Transaction<Database>,
  { runId }: Pick<Lease, 'runId'>,
  { index, data }: { readonly index: number; readonly data: Uint8Array },
): Promise<void> {
  await transaction
    .insertInto('chunk_observations')
    .values({ run_id: runId, chunk_index: index, data })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Reads what the rules looked at in each chunk of a run, in order; nothing where an older release saved none. */
export async function* readObservations(db: Kysely<Database>, runId: string): AsyncGenerator<Uint8Array> {
  let lastIndex = -1;
  for (;;) {
    const chunk = await db
      .selectFrom('chunk_observations')
      .select(['chunk_index as index', 'data'])
      .where('run_id', '=', runId)
      .where('chunk_index', '>', lastIndex)
      .orderBy('chunk_index')
      .limit(1)
      .executeTakeFirst();
    if (!chunk) return;
    lastIndex = chunk.index;
    yield chunk.data;
  }
}

/** Loads what the recording of a run hands over to the next one; null when nothing has been saved. */
export async function loadHandOver(db: Kysely<Database>, runId: string): Promise<unknown> {
  const row = await db
    .selectFrom('hand_overs')
    .select('hand_over')
    .where('run_id', '=', runId)
    .executeTakeFirst();
  return row?.hand_over ?? null;
}

/** Saves what the recording of a run hands over to the next one. */
export async function saveHandOver(
  transaction: Transaction<Database>,
  runId: string,
  handOver: unknown,
): Promise<void> {
  const hand_over = JSON.stringify(handOver);
  await transaction
    .insertInto('hand_overs')
    .values({ run_id: runId, hand_over })
    .onConflict((conflict) => conflict.column('run_id').doUpdateSet({ hand_over }))
    .execute();
}
