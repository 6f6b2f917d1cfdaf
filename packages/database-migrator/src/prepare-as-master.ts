import { type Preparation, prepareServerDatabase } from '@deepsentinel/db-schema';
import { rdsAccess, tokenAccess } from '@deepsentinel/db-schema/rds';
import type { MasterUser } from './master-user.ts';

/** What RDS answers a password with where it asks for a token. */
const invalidAuthorization = '28000';

/**
 * Prepares a database of RDS as its master user: by password, or by a token where RDS takes nothing else of him. It asks
 * all direct and indirect members of `rds_iam` for tokens; whoever creates a role is a member of it since PostgreSQL 16,
 * and so becomes such a member by creating the roles that log in by token.
 *
 * @param url without a user
 * @throws {DatabaseUnavailableError} it cannot be reached or does not let us in, or may not be changed by us
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
