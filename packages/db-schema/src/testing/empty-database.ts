import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** An empty database on a server; disposing of it drops it. */
export interface EmptyDatabase extends AsyncDisposable {
  readonly url: string;
}

/**
 * Creates a database on a server.
 *
 * @param force whether it is dropped although somebody is still connected; unless given, dropping it fails then
 */
export async function createDatabase(serverUrl: string, { force = false } = {}): Promise<EmptyDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(serverUrl, `create database ${name}`);
  const drop = () => administer(serverUrl, `drop database ${name}${force ? ' with (force)' : ''}`);
  const url = Object.assign(new URL(serverUrl), { pathname: name }).href;
  return { url, [Symbol.asyncDispose]: drop };
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
