import { resolve } from 'node:path';
import type { OpenDatabase } from './opened-database.ts';
import type { ServerAccess } from './server-access.ts';
import { openServerDatabase } from './server-database.ts';

/**
 * Opens a database and migrates it to the current schema.
 *
 * @param location `postgres://...` for a server with pgvector, otherwise a directory for an embedded one, made if
 *   missing
 * @param access password, certificates and limits that the URL of a server does not hold
 * @throws {DatabaseBusyError} another process has the directory open
 * @throws {DatabaseUnavailableError} the server cannot be reached, or the directory cannot be used; or the schema is
 *   older than this program and the role of the URL may not change it
 */
export async function openDatabase(location: string, access?: ServerAccess): Promise<OpenDatabase> {
  if (/^postgres(ql)?:\/\//.test(location)) return await openServerDatabase(location, access);
  // Loaded only here: what works with a server carries no database of its own.
  const { openEmbeddedDatabase } = await import('./embedded-database.ts');
  return await openEmbeddedDatabase(resolve(location));
}
