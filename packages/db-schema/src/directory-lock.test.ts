import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lockDirectory } from './directory-lock.ts';
import { DatabaseBusyError } from './errors.ts';
import { processStart } from './process-start.ts';

let directory: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'directory-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** Starts a program and waits for its first output. */
async function start(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = await once(child.stdout, 'data');
  return String(line).trim();
}

test('one of many processes that open a directory at the same moment gets it', async () => {
  const script = join(import.meta.dirname, 'testing', 'hold-directory.ts');
  const startAt = String(Date.now() + 1500);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => start(process.execPath, [script, directory, startAt])),
  );
  expect(answers.sort()).toEqual(['busy', 'busy', 'busy', 'busy', 'busy', 'opened']);
});

test('the lock file of a killed process that nobody has waited for is removed', async () => {
  // The shell becomes a program that does not know of its child.
  const pid = Number(await start('sh', ['-c', 'sleep 1000 & echo $!; exec sleep 1000']));
  const lockFile = `opened-by-${pid}-${await processStart(pid)}`;
  await writeFile(join(directory, lockFile), '');
  await expect(lockDirectory(directory)).rejects.toThrow(DatabaseBusyError);
  process.kill(pid, 'SIGKILL');
  while ((await processStart(pid)) !== null);
  await lockDirectory(directory);
  expect(await readdir(directory)).not.toContain(lockFile);
});

test('a living process with the id of a dead holder does not block', async () => {
  await writeFile(join(directory, `opened-by-${process.ppid}-1`), '');
  const unlock = await lockDirectory(directory);
  await unlock();
  expect(await readdir(directory)).toEqual([]);
});

test('a process that is refused leaves no lock file behind', async () => {
  const start = await processStart(process.ppid);
  await writeFile(join(directory, `opened-by-${process.ppid}-${start}`), '');
  await expect(lockDirectory(directory)).rejects.toThrow(`process ${process.ppid};`);
  expect(await readdir(directory)).toHaveLength(1);
});
