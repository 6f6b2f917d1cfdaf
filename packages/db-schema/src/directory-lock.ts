import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseBusyError } from './database-error.ts';

const prefix = 'opened-by-';

/** Gives the directory free for others. */
export type Unlock = () => Promise<void>;

/**
 * Claims a directory for this process. Each process leaves a claim under a name of its own (process id and start
 * time), then looks whether a living process left one: so nobody ever removes a living claim, and a killed process
 * blocks nobody. Two processes that open at the very same moment may both be refused.
 *
 * @throws {DatabaseBusyError} a living process has claimed the directory
 */
export async function lockDirectory(directory: string): Promise<Unlock> {
  const own = `${prefix}${process.pid}-${await startTime(process.pid)}`;
  const path = join(directory, own);
  try {
    await writeFile(path, '', { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw busy(directory, process.pid, cause);
  }
  const claims = (await readdir(directory)).filter((name) => name.startsWith(prefix) && name !== own);
  for (const claim of claims) {
    const [pid = 0, started = 0] = claim.slice(prefix.length).split('-').map(Number);
    if ((await startTime(pid)) === started) {
      await rm(path);
      throw busy(directory, pid);
    }
    await rm(join(directory, claim), { force: true });
  }
  return () => rm(path, { force: true });
}

function busy(directory: string, pid: number, cause?: unknown): DatabaseBusyError {
  return new DatabaseBusyError(
    `${directory}: the embedded database is open in process ${pid}; wait for it or stop it, or use a server through DATABASE_URL`,
    { cause },
  );
}

/** When a process started, in the kernel's clock ticks; 0 where the system does not tell, -1 when there is no such process. */
async function startTime(pid: number): Promise<number> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return -1;
  }
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the second, the command's name, may hold anything but ends with the last parenthesis.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return process.platform === 'linux' ? -1 : 0;
  }
}
