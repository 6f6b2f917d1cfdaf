import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { Kysely, PGliteDialect } from 'kysely';
import { lockDirectory } from './directory-lock.ts';
import { DatabaseUnavailableError, unavailable } from './errors.ts';
import { migrate } from './migrate.ts';
import type { OpenDatabase } from './opened-database.ts';
import { expireLeases } from './queries/leases.ts';
import type { Database } from './schema.ts';
import { prepareSession } from './session.ts';

/** Engine of an embedded database with the current schema, used by this process alone. */
export interface EmbeddedEngine {
  readonly pglite: PGlite;
  /** Query builder on the engine, for use within this process. */
  readonly db: Kysely<Database>;
  close(): Promise<void>;
}

/**
 * Opens the embedded database of a directory, made if missing, for this process alone.
 *
 * @throws {DatabaseBusyError} another process has it open
 * @throws {DatabaseUnavailableError} the directory cannot be used, or its content is damaged
 */
export async function openEmbeddedDatabase(directory: string): Promise<OpenDatabase> {
  const { db, close } = await startEngine(directory);
  // The lock proves that no process of before is left, so nobody holds a lease.
  await expireLeases(db);
  return { db, name: directory, [Symbol.asyncDispose]: close };
}

/** Does what `openEmbeddedDatabase` does, and gives access to the engine itself. */
export async function startEngine(directory: string): Promise<EmbeddedEngine> {
  const unlock = await claim(directory);
  try {
    const pglite = await startPglite(directory);
    const db = new Kysely<Database>({
      dialect: new PGliteDialect({ pglite, onCreateConnection: prepareSession }),
    });
    const close = async () => {
      await db.destroy();
      await unlock();
    };
    await migrate(db).catch(async (error) => {
      await db.destroy();
      throw error;
    });
    return { pglite, db, close };
  } catch (cause) {
    await unlock();
    throw cause instanceof DatabaseUnavailableError ? cause : unavailable(directory, cause);
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

/**
 * Starts PGlite. A marker file tells a complete data directory from one that a killed process left unfinished, with
 * which PGlite cannot start.
 */
async function startPglite(directory: string): Promise<PGlite> {
  const dataDirectory = join(directory, 'pgdata');
  const marker = join(directory, 'pgdata-unfinished');
  if (existsSync(marker)) await rm(dataDirectory, { recursive: true, force: true });
  const isNew = !existsSync(join(dataDirectory, 'PG_VERSION'));
  if (isNew) await writeFile(marker, '');
  const pglite = await createPglite(dataDirectory);
  if (isNew) await rm(marker, { force: true });
  return pglite;
}

async function createPglite(dataDirectory: string): Promise<PGlite> {
  try {
    return await PGlite.create(dataDirectory, { extensions: { vector } });
  } catch (cause) {
    throw new DatabaseUnavailableError(
      `${dataDirectory}: the embedded database does not start; it may be damaged: move the directory away to begin anew`,
      { cause },
    );
  }
}
