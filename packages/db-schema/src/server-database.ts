import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { DatabaseUnavailableError, unavailable } from './database-error.ts';
import { migrate } from './migrate.ts';
import type { OpenDatabase } from './opened-database.ts';
import type { Database } from './schema.ts';
import { prepareSession } from './session.ts';

/**
 * Opens a database of a PostgreSQL server with pgvector 0.8 or later; the URL's `sslmode` says whether by TLS.
 *
 * @throws {DatabaseUnavailableError} it cannot be reached or does not let us in
 */
export async function openServerDatabase(url: string): Promise<OpenDatabase> {
  const name = nameOf(url);
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A connection that breaks while idle is replaced at the next query, which reports it if it cannot be.
  pool.on('error', () => {});
  const dialect = new PostgresDialect({ pool, onCreateConnection: prepareSession });
  const db = new Kysely<Database>({ dialect });
  try {
    await pool.query('select 1');
    await migrate(db);
  } catch (cause) {
    await db.destroy();
    throw unavailable(name, cause);
  }
  return { db, name, [Symbol.asyncDispose]: () => db.destroy() };
}

/** Host and database, for people; the URL itself may hold a password. */
function nameOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) {
    throw new DatabaseUnavailableError(
      'the URL of the database is malformed: expected postgres://user:password@host:port/name',
    );
  }
  return `${parsed.host}${parsed.pathname}`;
}
