import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Preparation } from '@deepsentinel/db-schema';
import type { Context } from 'aws-lambda';
import { parseMigratorConfig } from './config.ts';
import { readMasterUser } from './master-user.ts';
import { prepareAsMaster } from './prepare-as-master.ts';

const logger = new Logger({ serviceName: 'database-migrator' });
const { databaseUrl, masterSecretArn, region } = parseMigratorConfig(process.env);
const secrets = new SecretsManagerClient();

/**
 * Migrates the database to the schema of this bundle, and its roles to their privileges, before programs that need them
 * start.
 */
export async function onMigrate(_event: unknown, context: Context): Promise<Preparation> {
  logger.addContext(context);
  const master = await readMasterUser(secrets, masterSecretArn);
  const preparation = await prepareAsMaster(databaseUrl, master, region);
  logger.info('prepared', { ...preparation });
  return preparation;
}
