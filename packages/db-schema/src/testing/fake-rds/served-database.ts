import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type OpenDatabase,
  openDatabase,
  prepareServerDatabase,
  serveEmbeddedDatabase,
} from '@deepsentinel/db-schema';
import { seedDatabase } from '../database-template.ts';
import { freshDatabase } from '../fresh-database.ts';

/** A fresh database, prepared for the roles of deployed programs, that other processes can reach. */
export interface ServedDatabase extends AsyncDisposable {
  readonly url: URL;
  readonly db: OpenDatabase['db'];
}

export async function servedDatabase(): Promise<ServedDatabase> {
  await using disposables = new AsyncDisposableStack();
  const { url, db } = process.env['TEST_DATABASE_URL']
    ? await onServer(disposables)
    : await embedded(disposables);
  await prepareServerDatabase(url);
  const running = disposables.move();
  return { url: new URL(url), db, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function onServer(disposables: AsyncDisposableStack) {
  const { location, db } = disposables.use(await freshDatabase());
  return { url: location, db };
}

async function embedded(disposables: AsyncDisposableStack) {
  const directory = await mkdtemp(join(tmpdir(), 'test-rds-database-'));
  disposables.defer(() => rm(directory, { recursive: true }));
  await seedDatabase(directory);
  const { url } = disposables.use(await serveEmbeddedDatabase({ directory }));
  return { url, db: disposables.use(await openDatabase(url)).db };
}
