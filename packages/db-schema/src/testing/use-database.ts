import { afterAll, beforeAll } from '@jest/globals';
import type { Kysely } from 'kysely';
import type { OpenDatabase } from '../opened-database.ts';
import type { Database } from '../schema.ts';
import type { Backend } from './backends.ts';

/**
 * Opens a fresh database before the tests of a `describe`, and removes it after them.
 *
 * @param prepare takes ownership of the database, and may fill it
 */
export function useDatabase(
  open: Backend['open'],
  prepare: (db: Kysely<Database>) => void | Promise<void>,
): void {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await open();
    await prepare(database.db);
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });
}
