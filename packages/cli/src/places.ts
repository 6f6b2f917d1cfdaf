import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type OpenDatabase, openDatabase } from '@deepsentinel/db-schema';
import { InputError } from './input-error.ts';

/** Directory for thumbnails unless another is given. */
export const defaultOutputDirectory = 'sentinel-out';

const defaultDatabaseDirectory = 'sentinel-db';

/**
 * The database to use: the one given, else `$DATABASE_URL`, else an embedded one in the current directory.
 *
 * @throws {InputError} a URL of something else than PostgreSQL
 */
export function databaseLocation(given: string | undefined): string {
  const location = given ?? (process.env.DATABASE_URL || defaultDatabaseDirectory);
  const scheme = /^(\w+):\/\//.exec(location)?.[1];
  if (scheme !== undefined && !/^postgres(ql)?$/.test(scheme)) {
    throw new InputError(`${scheme}: not a database that is supported; give postgres://... or a directory`);
  }
  return location;
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
