import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { initialMigration } from './migrations/0001-initial.ts';
import { requestsMigration } from './migrations/0002-requests.ts';
import type { Database } from './schema.ts';

/** Every migration ever released, in order. Append only: a released one never changes. */
const migrations = { '0001-initial': initialMigration, '0002-requests': requestsMigration };

/**
 * Brings a database to the current schema. Does nothing when it is current; safe when several processes do it at once.
 *
 * @throws {Error} a migration failed; the database is as it was before it
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'the migrations';
  throw new Error(
    `database migration "${failed}" failed: ${error instanceof Error ? error.message : error}`,
    { cause: error },
  );
}
