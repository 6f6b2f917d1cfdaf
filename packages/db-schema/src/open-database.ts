import { resolve } from 'node:path';
import type { Kysely } from 'kysely';
import { openEmbeddedDatabase } from './embedded-database.ts';
import type { Database } from './schema.ts';
import { openServerDatabase } from './server-database.ts';

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
    ? await openServerDatabase(location)
    : await openEmbeddedDatabase(resolve(location));
}
