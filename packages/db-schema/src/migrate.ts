import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { isDenied } from './errors.ts';
import { initialMigration } from './migrations/0001-initial.ts';
import { requestsMigration } from './migrations/0002-requests.ts';
import { searchMigration } from './migrations/0003-search.ts';
import { embeddingsMigration } from './migrations/0004-embeddings.ts';
import { storeConfigurationsMigration } from './migrations/0005-store-configurations.ts';
import { recordingsByTimeMigration } from './migrations/0006-recordings-by-time.ts';
import { observationsMigration } from './migrations/0007-observations.ts';
import { runRecoveryMigration } from './migrations/0008-run-recovery.ts';
import type { Database } from './schema.ts';

/**
 * Every released migration, in order. Append only: a released migration never changes, and each keeps working what
 * earlier programs use, because they go on running while and after it is applied.
 */
const migrations = {
  '0001-initial': initialMigration,
  '0002-requests': requestsMigration,
  '0003-search': searchMigration,
  '0004-embeddings': embeddingsMigration,
  '0005-store-configurations': storeConfigurationsMigration,
  '0006-recordings-by-time': recordingsByTimeMigration,
  '0007-observations': observationsMigration,
  '0008-run-recovery': runRecoveryMigration,
};

/**
 * Migrates a database to the current schema; a newer schema is left as it is. Several processes may do it at once. A
 * role that may not change the schema needs a current one.
 *
 * @returns names of the applied migrations
 * @throws {Error} a migration failed or was not allowed; the database is as it was before that migration
 */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  const missing = await missingMigrations(db);
  if (missing.length === 0) return [];
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (!error) return results.map(({ migrationName }) => migrationName);
  if (isDenied(error)) throw outdated(`it lacks ${missing.join(', ')}`, error);
  const failed = results.find(({ status }) => status === 'Error')?.migrationName ?? 'the migrations';
  throw new Error(
    `database migration "${failed}" failed: ${error instanceof Error ? error.message : error}`,
    { cause: error },
  );
}

/** Lists migrations that are not applied. It takes no lock: most processes that open a database find nothing to do. */
async function missingMigrations(db: Kysely<Database>): Promise<string[]> {
  const table = await sql<{ exists: boolean }>`
    select to_regclass('kysely_migration') is not null as exists
  `.execute(db);
  if (!table.rows[0]!.exists) return Object.keys(migrations);
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    return Object.keys(migrations).filter((name) => !rows.some((made) => made.name === name));
  } catch (cause) {
    if (isDenied(cause)) throw outdated('its version may not be read', cause);
    throw cause;
  }
}

function outdated(reason: string, cause: unknown): Error {
  return new Error(
    `the schema is not current: ${reason}, and the role of this connection may not change it; run the database migrator of this version first`,
    { cause },
  );
}
