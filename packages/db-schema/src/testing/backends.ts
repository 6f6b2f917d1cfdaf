import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../open-database.ts';
import type { OpenDatabase } from '../opened-database.ts';
import { seedDatabase } from './database-template.ts';

/** A kind of database that the conformance tests run on. */
export interface Backend {
  readonly name: string;
  /** Opens a fresh database; disposing of it removes it. */
  open(): Promise<OpenDatabase>;
}

const embedded: Backend = {
  name: 'embedded',
  async open() {
    const directory = await mkdtemp(join(tmpdir(), 'db-schema-'));
    await seedDatabase(directory);
    const database = await openDatabase(directory);
    return {
      ...database,
      [Symbol.asyncDispose]: async () => {
        await database[Symbol.asyncDispose]();
        await rm(directory, { recursive: true, force: true });
      },
    };
  },
};

/** An empty database on a server. */
export interface EmptyDatabase extends AsyncDisposable {
  readonly url: string;
}

export async function createDatabase(serverUrl: string): Promise<EmptyDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(serverUrl, `create database ${name}`);
  const own = new URL(serverUrl);
  own.pathname = `/${name}`;
  const drop = () => administer(serverUrl, `drop database ${name}`);
  return { url: own.href, [Symbol.asyncDispose]: drop };
}

function server(serverUrl: string): Backend {
  return {
    name: 'server',
    async open() {
      const empty = await createDatabase(serverUrl);
      const database = await openDatabase(empty.url);
      const close = async () => {
        await database[Symbol.asyncDispose]();
        await empty[Symbol.asyncDispose]();
      };
      return { ...database, [Symbol.asyncDispose]: close };
    },
  };
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

/** URL of a server whose user may create databases; undefined when there is none. */
export const { TEST_DATABASE_URL } = process.env;

/** The embedded database, and a server when `TEST_DATABASE_URL` names one. */
export const backends: readonly Backend[] = TEST_DATABASE_URL
  ? [embedded, server(TEST_DATABASE_URL)]
  : [embedded];
