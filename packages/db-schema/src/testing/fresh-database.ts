import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../open-database.ts';
import type { OpenDatabase } from '../opened-database.ts';
import { seedDatabase } from './database-template.ts';

/** An empty, migrated database; disposing of it removes it. */
export interface FreshDatabase extends OpenDatabase {
  /** Directory, or URL of the server's database. */
  readonly location: string;
}

/** Makes a database on the server that `TEST_DATABASE_URL` names, otherwise an embedded one. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { TEST_DATABASE_URL: server } = process.env;
  return server ? await onServer(server) : await embedded();
}

async function embedded(): Promise<FreshDatabase> {
  const location = await mkdtemp(join(tmpdir(), 'fresh-database-'));
  await seedDatabase(location);
  const database = await openDatabase(location);
  const remove = async () => {
    await database[Symbol.asyncDispose]();
    await rm(location, { recursive: true });
  };
  return { ...database, location, [Symbol.asyncDispose]: remove };
}

async function onServer(server: string): Promise<FreshDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `create database ${name}`);
  const location = Object.assign(new URL(server), { pathname: name }).href;
  const database = await openDatabase(location);
  const remove = async () => {
    await database[Symbol.asyncDispose]();
    await administer(server, `drop database ${name} with (force)`);
  };
  return { ...database, location, [Symbol.asyncDispose]: remove };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
