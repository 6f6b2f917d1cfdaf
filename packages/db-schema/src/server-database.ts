import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { unavailable } from './errors.ts';
import { migrate } from './migrate.ts';
import type { OpenDatabase } from './opened-database.ts';
import { type DatabaseRole, prepareRoles } from './roles.ts';
import type { Database } from './schema.ts';
import { type ServerAccess, serverTarget } from './server-access.ts';
import { prepareSession } from './session.ts';

/**
 * Opens a database of a PostgreSQL server with pgvector 0.8 or later; the URL's `sslmode` says whether by TLS.
 *
 * @throws {DatabaseUnavailableError} it cannot be reached or does not let us in, or its schema is older than this program
 * and the role that the URL names may not change it
 */
export async function openServerDatabase(url: string, access: ServerAccess = {}): Promise<OpenDatabase> {
  const database = connect(url, access);
  try {
    await migrate(database.db);
    return database;
  } catch (cause) {
    await database[Symbol.asyncDispose]();
    throw unavailable(database.name, cause);
  }
}

/** What was done to a database. */
export interface Preparation {
  /** Those that it lacked, in order. */
  readonly migrations: readonly string[];
  /** Those that may use it now. */
  readonly roles: readonly DatabaseRole[];
}

/**
 * Brings a server's database to the current schema and lets the roles of the deployed programs use it; for its owner,
 * who may create roles. May be repeated, and done by several at once.
 *
 * @throws {DatabaseUnavailableError} it cannot be reached, or the user of the URL may not do this
 */
export async function prepareServerDatabase(url: string, access: ServerAccess = {}): Promise<Preparation> {
  await using database = connect(url, access);
  try {
    const migrations = await migrate(database.db);
    return { migrations, roles: await prepareRoles(database.db) };
  } catch (cause) {
    throw unavailable(database.name, cause);
  }
}

function connect(url: string, access: ServerAccess): OpenDatabase {
  const target = serverTarget(url, access);
  const pool = new pg.Pool(target.pool);
  // A connection that breaks while idle is replaced at the next query, which reports it if it cannot be.
  pool.on('error', () => {});
  const dialect = new PostgresDialect({ pool, onCreateConnection: prepareSession });
  const db = new Kysely<Database>({ dialect });
  return { db, name: target.name, [Symbol.asyncDispose]: () => db.destroy() };
}
