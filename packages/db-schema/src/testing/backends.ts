import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type OpenDatabase, openDatabase } from '../open-database.ts';

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

function server(url: string): Backend {
  return {
    name: 'server',
    async open() {
      const name = `test_${randomUUID().replaceAll('-', '')}`;
      await administer(url, `create database ${name}`);
      const own = new URL(url);
      own.pathname = `/${name}`;
      const database = await openDatabase(own.href);
      return {
        ...database,
        [Symbol.asyncDispose]: async () => {
          await database[Symbol.asyncDispose]();
          await administer(url, `drop database ${name}`);
        },
      };
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

const { TEST_DATABASE_URL } = process.env;

/** The embedded database always, and a server when `TEST_DATABASE_URL` names one. */
export const backends: readonly Backend[] = TEST_DATABASE_URL
  ? [embedded, server(TEST_DATABASE_URL)]
  : [embedded];
/** The server alone: real concurrency cannot be had from the embedded database. */
export const serverBackends: readonly Backend[] = TEST_DATABASE_URL ? [server(TEST_DATABASE_URL)] : [];
