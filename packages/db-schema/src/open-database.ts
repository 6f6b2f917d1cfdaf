import { resolve } from 'node:path';
import { openEmbeddedDatabase } from './embedded-database.ts';
import type { OpenDatabase } from './opened-database.ts';
import { openServerDatabase } from './server-database.ts';

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
