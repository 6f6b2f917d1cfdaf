import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type OpenDatabase, openDatabase } from '@deepsentinel/db-schema';
import { defaultCloudDirectory, runningLocalCloud } from './cloud/deployment.ts';
import { InputError } from './errors.ts';

/** Directory for thumbnails unless another is given. */
export const defaultOutputDirectory = 'sentinel-out';

/** Directory of the local cloud's database, which `analyze` shares: all results of this machine are in one database. */
const defaultDatabaseDirectory = join(defaultCloudDirectory, 'database');

/**
 * Chooses the database: the given one, otherwise `$DATABASE_URL`, otherwise that of the local cloud in the current
 * directory, through its server while it runs.
 *
 * @throws {InputError} a URL of another system than PostgreSQL
 */
export function databaseLocation(given: string | undefined): string {
  const location = given ?? (process.env.DATABASE_URL || localDatabase());
  const scheme = /^(\w+):\/\//.exec(location)?.[1];
  if (scheme !== undefined && !/^postgres(ql)?$/.test(scheme)) {
    throw new InputError(`${scheme}: not a database that is supported; give postgres://... or a directory`);
  }
  return location;
}

function localDatabase(): string {
  return runningLocalCloud()?.databaseUrl ?? defaultDatabaseDirectory;
}

/**
 * Opens a database to read results from.
 *
 * @throws {InputError} the directory does not exist
 */
export async function openResults(given: string | undefined): Promise<OpenDatabase> {
  const location = databaseLocation(given);
  if (!location.includes('://') && !existsSync(location)) {
    throw new InputError(`${resolve(location)}: no database there; sentinel analyze makes one`);
  }
  return await openDatabase(location);
}
