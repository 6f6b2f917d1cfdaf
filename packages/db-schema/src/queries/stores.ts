import { type Kysely, sql, type Transaction } from 'kysely';
import { CameraTakenError } from '../errors.ts';
import type { Database } from '../schema.ts';

/** Fields of a store's configuration that this package reads; all others are kept. */
export interface NewStoreConfiguration {
  readonly id: string;
  readonly name: string;
  /** IANA name, for instance `Asia/Seoul`. */
  readonly timeZone: string;
  readonly cameras: readonly { readonly id: string; readonly name: string }[];
}

/** One version of the configuration of a store. */
export interface StoreConfigurationVersion {
  /** Version number, counted from 1. */
  readonly version: number;
  /** Configuration as it was saved; its schema belongs to the caller. */
  readonly configuration: unknown;
  readonly createdAt: Date;
}

/** A store and the latest version of its configuration. */
export interface StoreSummary {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly version: number;
  /** Time at which that version was saved. */
  readonly changedAt: Date;
  readonly cameraIds: readonly string[];
}

/**
 * Saves the configuration of a store as its next version, with the rows of the store and its cameras. A configuration
 * equal to the latest makes no version. Cameras that it no longer names are kept, as their videos are.
 *
 * @returns the latest version from now on
 * @throws {CameraTakenError} a camera belongs to another store; nothing is saved then
 */
export async function saveStoreConfiguration(
  db: Kysely<Database>,
  configuration: NewStoreConfiguration,
): Promise<{ readonly version: number; readonly isNew: boolean }> {
  return await db.transaction().execute(async (transaction) => {
    // Takes the lock of the row: whoever saves the same store at once waits here.
    await saveStore(transaction, configuration);
    await saveCameras(transaction, configuration);
    const latest = await latestLike(transaction, configuration);
    if (latest?.isAlike) return { version: latest.version, isNew: false };
    const version = (latest?.version ?? 0) + 1;
    await transaction
      .insertInto('store_configurations')
      .values({ store_id: configuration.id, version, configuration: JSON.stringify(configuration) })
      .execute();
    return { version, isNew: true };
  });
}

async function saveStore(
  transaction: Transaction<Database>,
  { id, name, timeZone }: NewStoreConfiguration,
): Promise<void> {
  const facts = { name, time_zone: timeZone };
  await transaction
    .insertInto('stores')
    .values({ id, ...facts })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(facts))
    .execute();
}

async function saveCameras(
  transaction: Transaction<Database>,
  { id: storeId, cameras }: NewStoreConfiguration,
): Promise<void> {
  for (const { id, name } of cameras) {
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('cameras')
      .values({ id, store_id: storeId, name })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({ name }).where('cameras.store_id', '=', storeId),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n) {
      throw new CameraTakenError(
        `camera ${id} belongs to another store than ${storeId}; give it an id of its own`,
      );
    }
  }
}

async function latestLike(transaction: Transaction<Database>, configuration: NewStoreConfiguration) {
  const given = JSON.stringify(configuration);
  return await transaction
    .selectFrom('store_configurations')
    .select(['version', sql<boolean>`configuration = ${given}::jsonb`.as('isAlike')])
    .where('store_id', '=', configuration.id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Loads the latest configuration of a store; null when there is none. */
export async function storeConfiguration(
  db: Kysely<Database>,
  storeId: string,
): Promise<StoreConfigurationVersion | null> {
  return (await configurations(db, storeId).limit(1).executeTakeFirst()) ?? null;
}

/** Lists the versions of a store's configuration, latest first. */
export async function storeConfigurationHistory(
  db: Kysely<Database>,
  storeId: string,
): Promise<StoreConfigurationVersion[]> {
  return await configurations(db, storeId).execute();
}

function configurations(db: Kysely<Database>, storeId: string) {
  return db
    .selectFrom('store_configurations')
    .select(['version', 'configuration', 'created_at as createdAt'])
    .where('store_id', '=', storeId)
    .orderBy('version', 'desc');
}

/** Whether a store has such a camera. */
export async function hasCamera(db: Kysely<Database>, cameraId: string): Promise<boolean> {
  const camera = await db.selectFrom('cameras').select('id').where('id', '=', cameraId).executeTakeFirst();
  return camera !== undefined;
}

/** Lists the configured stores by id. */
export async function listStores(db: Kysely<Database>): Promise<StoreSummary[]> {
  return await db
    .selectFrom('store_configurations')
    .innerJoin('stores', 'stores.id', 'store_configurations.store_id')
    .distinctOn('stores.id')
    .select((row) => [
      'stores.id',
      'stores.name',
      'stores.time_zone as timeZone',
      'store_configurations.version',
      'store_configurations.created_at as changedAt',
      row
        .selectFrom('cameras')
        .whereRef('cameras.store_id', '=', 'stores.id')
        .select(sql<string[]>`coalesce(array_agg(cameras.id order by cameras.id), '{}')`.as('ids'))
        .as('cameraIds'),
    ])
    .orderBy('stores.id')
    .orderBy('store_configurations.version', 'desc')
    .$narrowType<{ cameraIds: string[] }>()
    .execute();
}
