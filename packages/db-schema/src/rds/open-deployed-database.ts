import type { DatabaseAccess } from '@deepsentinel/queue-contracts';
import { openDatabase } from '../open-database.ts';
import type { OpenDatabase } from '../opened-database.ts';
import type { ServerAccess } from '../server-access.ts';
import { tokenAccess } from './rds-access.ts';

/**
 * Opens the database that a program's environment names.
 *
 * @param limits limits that the program sets itself
 * @throws {DatabaseUnavailableError} it cannot be reached or refuses the login, or its schema is older than this
 *   program
 */
export async function openDeployedDatabase(
  access: DatabaseAccess,
  limits: Pick<ServerAccess, 'connections'> = {},
): Promise<OpenDatabase> {
  const signIn = access.auth === 'iam' ? tokenAccess(access.url, access.region) : {};
  return await openDatabase(access.url, { ...signIn, ...limits });
}
