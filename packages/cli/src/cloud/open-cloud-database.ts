import type { OpenDatabase } from '@deepsentinel/db-schema';
import { openDeployedDatabase } from '@deepsentinel/db-schema/rds';
import {
  type Deployment,
  databaseAccess,
  databaseAccessShape,
  explainIssues,
  withDatabaseAccess,
} from '@deepsentinel/queue-contracts';
import { z } from 'zod';
import { InputError } from '../errors.ts';

const accessSchema = withDatabaseAccess(z.object(databaseAccessShape));

/**
 * Opens the database of a deployment, with the operator's AWS identity where it takes tokens.
 *
 * @throws {InputError} the description contradicts itself
 * @throws {DatabaseUnavailableError} the database cannot be reached: in an account it is open to its VPC only
 */
export async function openCloudDatabase(deployment: Deployment): Promise<OpenDatabase> {
  const { databaseUrl: DATABASE_URL, databaseAuth: DATABASE_AUTH } = deployment;
  const parsed = accessSchema.safeParse({ DATABASE_URL, DATABASE_AUTH, AWS_REGION: process.env.AWS_REGION });
  if (!parsed.success)
    throw new InputError(`the deployment's database: ${explainIssues(parsed.error)}`, {
      cause: parsed.error,
    });
  return await openDeployedDatabase(databaseAccess(parsed.data));
}
