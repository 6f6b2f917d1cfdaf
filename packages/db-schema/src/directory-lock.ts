import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DatabaseBusyError } from './errors.ts';
import { processStart } from './process-start.ts';

/** Releases the directory. */
export type Unlock = () => Promise<void>;

const lockFileName = /^(?<kind>opening|opened)-by-(?<pid>\d+)-(?<start>\d+)$/;

/**
 * Locks a directory for this process among the processes of one machine. Each process creates a lock file under a name of its
 * own (process id and start time): `opening-by`, renamed to `opened-by` once no other process has the directory and none with
 * a lower process id is opening it. The lock file of a living process is never removed by others; that of a dead process locks
 * nobody out.
 *
 * @throws {DatabaseBusyError} a living process has locked the directory
 */
export async function lockDirectory(directory: string): Promise<Unlock> {
  const self = `${process.pid}-${await processStart(process.pid)}`;
  const opening = join(directory, `opening-by-${self}`);
  const opened = join(directory, `opened-by-${self}`);
  await createLockFile(directory, opening);
  try {
    await waitForLock(directory);
    await rename(opening, opened);
  } catch (error) {
    await rm(opening, { force: true });
    throw error;
  }
  return () => rm(opened, { force: true });
}

async function createLockFile(directory: string, path: string): Promise<void> {
  try {
    await writeFile(path, '', { flag: 'wx' });
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EEXIST' ? busy(directory, process.pid) : cause;
  }
}

/** Waits until processes with higher ids, which give way at their next look, have removed their lock files. */
async function waitForLock(directory: string): Promise<void> {
  for (let looks = 1; ; looks++) {
    const others = await liveLockFiles(directory);
    const [rival] = others.filter(({ kind, pid }) => kind === 'opened' || pid < process.pid || looks > 200);
    if (rival) throw busy(directory, rival.pid);
    if (others.length === 0) return;
    await setTimeout(5);
  }
}

/** Lists the lock files of living processes but our own `opening-by`, and removes those of dead processes. */
async function liveLockFiles(directory: string): Promise<{ kind: string; pid: number }[]> {
  const living: { kind: string; pid: number }[] = [];
  for (const name of await readdir(directory)) {
    const { kind, pid, start } = lockFileName.exec(name)?.groups ?? {};
    if (kind === undefined || (kind === 'opening' && Number(pid) === process.pid)) continue;
    if ((await processStart(Number(pid))) === Number(start)) living.push({ kind, pid: Number(pid) });
    else await rm(join(directory, name), { force: true });
  }
  return living;
}

function busy(directory: string, pid: number): DatabaseBusyError {
  return new DatabaseBusyError(
    `${directory}: the embedded database is open in process ${pid}; wait for it or stop it, or use a server through DATABASE_URL`,
  );
}
