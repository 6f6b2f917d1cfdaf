import { type Preparation, prepareServerDatabase } from '@deepsentinel/db-schema';
import { rdsAccess, tokenAccess } from '@deepsentinel/db-schema/rds';
import type { MasterUser } from './master-user.ts';

/** SQLSTATE with which RDS refuses a password where it requires a token. */
const invalidAuthorization = '28000';

/**
 * Prepares a database of RDS as its master user: by password, or by a token where RDS refuses his password. RDS
 * requires tokens of all direct and indirect members of `rds_iam`. Since PostgreSQL 16, the creator of a role is a
 * member of it, so the master user becomes such a member when he creates the roles that log in by token.
 *
 * @param url address without a user
 * @throws {DatabaseUnavailableError} it cannot be reached, refuses the login, or the master user may not change it
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
 */
export async function prepareAsMaster(
  url: string,
  { username, password }: MasterUser,
  region: string,
): Promise<Preparation> {
  const own = Object.assign(new URL(url), { username }).href;
  try {
    return await prepareServerDatabase(
      own,
      rdsAccess(async () => password),
    );
  } catch (error) {
    const { cause } = error as Error;
    if ((cause as { code?: unknown } | undefined)?.code !== invalidAuthorization) throw error;
    return await prepareServerDatabase(own, tokenAccess(own, region));
  }
}
