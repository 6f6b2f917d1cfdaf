import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type OpenDatabase,
  openDatabase,
  prepareServerDatabase,
  serveEmbeddedDatabase,
} from '@deepsentinel/db-schema';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { freshDatabase } from '@deepsentinel/test-cloud';

/** A fresh database, prepared for the roles of deployed programs, that other processes can reach. */
export interface ServedDatabase extends AsyncDisposable {
  readonly url: URL;
  readonly db: OpenDatabase['db'];
}

export async function servedDatabase(): Promise<ServedDatabase> {
  await using parts = new AsyncDisposableStack();
  const { url, db } = process.env['TEST_DATABASE_URL'] ? await onServer(parts) : await embedded(parts);
  await prepareServerDatabase(url);
  const running = parts.move();
  return { url: new URL(url), db, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function onServer(parts: AsyncDisposableStack) {
  const { location, db } = parts.use(await freshDatabase());
  return { url: location, db };
}

async function embedded(parts: AsyncDisposableStack) {
  const directory = await mkdtemp(join(tmpdir(), 'test-rds-database-'));
  parts.defer(() => rm(directory, { recursive: true }));
  await seedDatabase(directory);
  const { url } = parts.use(await serveEmbeddedDatabase({ directory }));
  return { url, db: parts.use(await openDatabase(url)).db };
}
