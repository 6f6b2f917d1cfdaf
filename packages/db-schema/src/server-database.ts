import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { unavailable } from './errors.ts';
import { migrate } from './migrate.ts';
import type { OpenDatabase } from './opened-database.ts';
import { type DatabaseRole, prepareRoles } from './roles.ts';
import type { Database } from './schema.ts';
import { type ServerAccess, serverTarget } from './server-access.ts';
import { ServerSockets } from './server-sockets.ts';
import { prepareSession } from './session.ts';

/** Longest silence of a server within a query, seconds. Migrations may take as long as they need. */
const silenceSeconds = 60;

/**
 * Opens a database of a PostgreSQL server with pgvector 0.8 or later; the URL's `sslmode` decides about TLS.
 *
 * @throws {DatabaseUnavailableError} it cannot be reached or refuses the login, or its schema is older than this
 *   program and the role of the URL may not change it
 */
export async function openServerDatabase(url: string, access: ServerAccess = {}): Promise<OpenDatabase> {
  const { database, sockets } = connect(url, access);
  try {
    await migrate(database.db);
    sockets.limitSilence(1000 * (access.silenceSeconds ?? silenceSeconds));
    return database;
  } catch (cause) {
    await database[Symbol.asyncDispose]();
    throw unavailable(database.name, cause);
  }
}

/** Migrations and roles that a database was prepared with. */
export interface Preparation {
  /** Names of the applied migrations, in order. */
  readonly migrations: readonly string[];
  /** Roles that may use the database now. */
  readonly roles: readonly DatabaseRole[];
}

/**
 * Migrates a server's database and grants the roles of the deployed programs their privileges. The URL names the owner,
 * who may create roles. May be repeated, and done by several processes at once.
 *
 * @throws {DatabaseUnavailableError} it cannot be reached, or the user of the URL may not do this
 */
export async function prepareServerDatabase(url: string, access: ServerAccess = {}): Promise<Preparation> {
  await using database = connect(url, access).database;
  try {
    const migrations = await migrate(database.db);
    return { migrations, roles: await prepareRoles(database.db) };
  } catch (cause) {
    throw unavailable(database.name, cause);
  }
}

function connect(url: string, access: ServerAccess): { database: OpenDatabase; sockets: ServerSockets } {
  const target = serverTarget(url, access);
  const sockets = new ServerSockets();
  const pool = new pg.Pool({ ...target.pool, stream: sockets.make });
  // A connection that breaks while idle is replaced at the next query; the query of one in use reports it itself.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const dialect = new PostgresDialect({ pool, onCreateConnection: prepareSession });
  const db = new Kysely<Database>({ dialect });
  return { database: { db, name: target.name, [Symbol.asyncDispose]: () => db.destroy() }, sockets };
}
