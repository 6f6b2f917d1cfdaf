import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatabaseBusyError, DatabaseUnavailableError } from './errors.ts';
import { openDatabase } from './open-database.ts';
import { listEvents } from './queries/events.ts';
import { takeLease } from './queries/leases.ts';
import { seedDatabase } from './testing/database-template.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'open-database-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Starts a process that commits chunk after chunk and prints each committed index. */
function startCommitter(path: string) {
  const script = join(import.meta.dirname, 'testing', 'commit-forever.ts');
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value as string;
  const kill = async () => {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  };
  return { nextLine, kill, pid: child.pid };
}

test('a second opener is refused and told who holds the directory; a killed holder loses no acknowledged chunk', async () => {
  const path = join(directory, 'killed');
  const committer = startCommitter(path);
  const runId = await committer.nextLine();
  await committer.nextLine();
  await expect(openDatabase(path)).rejects.toThrow(DatabaseBusyError);
  await expect(openDatabase(path)).rejects.toThrow(`process ${committer.pid}`);
  let acknowledged = 0;
  while (acknowledged < 20) acknowledged = Number(await committer.nextLine());
  await committer.kill();

  await using database = await openDatabase(path);
  const events = await listEvents(database.db, { limit: 100_000 });
  const { checkpoint } = await takeLease(database.db, runId, 'heir:1');
  // The kill may have come between a commit and its line.
  expect(events.length).toBeGreaterThanOrEqual(acknowledged);
  expect(checkpoint).toEqual({ nextChunkIndex: events.length });
});

test('the same process is refused too, and the directory is free again after closing', async () => {
  const path = join(directory, 'reopened');
  await seedDatabase(path);
  const first = await openDatabase(path);
  await expect(openDatabase(path)).rejects.toThrow(DatabaseBusyError);
  await first[Symbol.asyncDispose]();
  await using _second = await openDatabase(path);
});

test('a path that is a file is refused in one line', async () => {
  const path = join(directory, 'file');
  await writeFile(path, 'not a directory');
  const opening = openDatabase(path);
  await expect(opening).rejects.toThrow(DatabaseUnavailableError);
  await expect(opening).rejects.toThrow(/^[^\n]*file: cannot open the database \([^\n]*\)$/);
});

test('a directory whose first opener was killed on the way is begun anew', async () => {
  const path = join(directory, 'unfinished');
  await mkdir(join(path, 'pgdata', 'base'), { recursive: true });
  await writeFile(join(path, 'pgdata', 'PG_VERSION'), '18\n');
  await writeFile(join(path, 'pgdata-unfinished'), '');
  await using database = await openDatabase(path);
  expect(await listEvents(database.db, { limit: 1 })).toEqual([]);
});

test('a damaged directory is refused in one line, and left as it is', async () => {
  const path = join(directory, 'damaged');
  await mkdir(join(path, 'pgdata'), { recursive: true });
  await writeFile(join(path, 'pgdata', 'PG_VERSION'), 'nonsense');
  const opening = openDatabase(path);
  await expect(opening).rejects.toThrow(DatabaseUnavailableError);
  await expect(opening).rejects.toThrow(/^[^\n]*pgdata: the embedded database does not start[^\n]*$/);
  expect(await readFile(join(path, 'pgdata', 'PG_VERSION'), 'utf8')).toBe('nonsense');
  expect(await readdir(path)).toEqual(['pgdata']);
});

test.each([
  ['without a host name', 'postgres://:secret@:x/none'],
  ['with a port that is none', 'postgres://user:secret@127.0.0.1:port/none'],
])('a malformed URL (%s) is refused without its password', async (_, url) => {
  const opening = openDatabase(url);
  await expect(opening).rejects.toThrow(DatabaseUnavailableError);
  await expect(opening).rejects.toThrow(/^the URL of the database is malformed(?!.*secret)/);
});

test('a server that cannot be reached is named without its password', async () => {
  const opening = openDatabase('postgres://user:secret@127.0.0.1:1/none');
  await expect(opening).rejects.toThrow(DatabaseUnavailableError);
  await expect(opening).rejects.toThrow(
    /^127\.0\.0\.1:1\/none: cannot open the database \((?!.*secret).*ECONNREFUSED/,
  );
});
