import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../open-database.ts';
import type { OpenDatabase } from '../opened-database.ts';
import { seedDatabase } from './database-template.ts';
import { createDatabase } from './empty-database.ts';

/** An empty, migrated database; disposing of it removes it. */
export interface FreshDatabase extends OpenDatabase {
  /** Directory, or URL of the server's database. */
  readonly location: string;
}

/** Makes a database on the server that `TEST_DATABASE_URL` names, otherwise an embedded one. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { TEST_DATABASE_URL: server } = process.env;
  return server ? await freshOnServer(server, { force: true }) : await freshEmbedded();
}

export async function freshEmbedded(): Promise<FreshDatabase> {
  const location = await mkdtemp(join(tmpdir(), 'fresh-database-'));
  await seedDatabase(location);
  const database = await openDatabase(location);
  const remove = async () => {
    await database[Symbol.asyncDispose]();
    await rm(location, { recursive: true });
  };
  return { ...database, location, [Symbol.asyncDispose]: remove };
}

/** @param options of `createDatabase` */
export async function freshOnServer(
  server: string,
  options?: Parameters<typeof createDatabase>[1],
): Promise<FreshDatabase> {
  const empty = await createDatabase(server, options);
  const database = await openDatabase(empty.url);
  const remove = async () => {
    await database[Symbol.asyncDispose]();
    await empty[Symbol.asyncDispose]();
  };
  return { ...database, location: empty.url, [Symbol.asyncDispose]: remove };
}
