import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { DatabaseUnavailableError } from './database-error.ts';
import { lockDirectory } from './directory-lock.ts';
import { migrate } from './migrate.ts';
import { expireLeases } from './queries/leases.ts';
import type { Database } from './schema.ts';

export interface OpenDatabase extends AsyncDisposable {
  readonly db: Kysely<Database>;
  /** What was opened, without a password. */
  readonly name: string;
}

/**
 * Opens a database and brings it to the current schema.
 *
 * @param location `postgres://...` for a server with pgvector, otherwise a directory for an embedded one, made if missing
 * @throws {DatabaseBusyError} another process has the directory open
 * @throws {DatabaseUnavailableError} the server cannot be reached, or the directory cannot be used
 */
export async function openDatabase(location: string): Promise<OpenDatabase> {
  return /^postgres(ql)?:\/\//.test(location)
    ? await openServer(location)
    : await openDirectory(resolve(location));
}

async function openServer(url: string): Promise<OpenDatabase> {
  const { host, pathname } = new URL(url);
  const name = `${host}${pathname}`;
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A connection that breaks while idle is replaced at the next query, which reports it if it cannot be.
  pool.on('error', () => {});
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    await pool.query('select 1');
    await migrate(db);
  } catch (cause) {
    await db.destroy();
    throw unavailable(name, cause);
  }
  return { db, name, [Symbol.asyncDispose]: () => db.destroy() };
}

async function openDirectory(directory: string): Promise<OpenDatabase> {
  const unlock = await claim(directory);
  try {
    const pglite = await PGlite.create(join(directory, 'pgdata'), { extensions: { vector } });
    const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) });
    await migrate(db);
    // The lock proves that no process of before is left.
    await expireLeases(db);
    const close = async () => {
      await db.destroy();
      await unlock();
    };
    return { db, name: directory, [Symbol.asyncDispose]: close };
  } catch (cause) {
    await unlock();
    throw unavailable(directory, cause);
  }
}

async function claim(directory: string) {
  try {
    await mkdir(directory, { recursive: true });
    return await lockDirectory(directory);
  } catch (cause) {
    throw cause instanceof DatabaseUnavailableError ? cause : unavailable(directory, cause);
  }
}

function unavailable(name: string, cause: unknown): DatabaseUnavailableError {
  const reason = cause instanceof AggregateError ? cause.errors.map(messageOf).join('; ') : messageOf(cause);
  return new DatabaseUnavailableError(`${name}: cannot open the database (${reason})`, { cause });
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}
