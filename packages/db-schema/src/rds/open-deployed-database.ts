import type { DatabaseAccess } from '@deepsentinel/queue-contracts';
import { openDatabase } from '../open-database.ts';
import type { OpenDatabase } from '../opened-database.ts';
import type { ServerAccess } from '../server-access.ts';
import { tokenAccess } from './rds-access.ts';

/**
 * Opens the database as the environment of a program says.
 *
 * @param limits what the program holds itself to
 * @throws {DatabaseUnavailableError} it cannot be reached, does not let us in, or its schema is older than this program
 */
export async function openDeployedDatabase(
  access: DatabaseAccess,
  limits: Pick<ServerAccess, 'connections'> = {},
): Promise<OpenDatabase> {
  const signIn = access.auth === 'iam' ? tokenAccess(access.url, access.region) : {};
  return await openDatabase(access.url, { ...signIn, ...limits });
}
