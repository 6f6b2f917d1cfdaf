import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const pauseMs = 20;

/**
 * Kills what still runs of jobs whose service was killed before it could. Such processes are known by the variable
 * `AWS_BATCH_JOB_ID` that they were started with: unlike a recorded process id that names nobody else, and it is there
 * however early the service was killed. Linux only: elsewhere they are not found, and end by themselves.
 */
export async function killLeftovers(jobIds: ReadonlySet<string>): Promise<void> {
  if (process.platform !== 'linux' || jobIds.size === 0) return;
  // Again, until none is left that another one has started meanwhile.
  for (;;) {
    const pids = processesOf(jobIds);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
    await setTimeout(pauseMs);
  }
}

function processesOf(jobIds: ReadonlySet<string>): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => jobIds.has(jobIdOf(pid) ?? '')).map(Number);
}

function jobIdOf(pid: string): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const name = 'AWS_BATCH_JOB_ID=';
    return variables.find((variable) => variable.startsWith(name))?.slice(name.length);
  } catch {
    // Somebody else's process, or gone.
    return undefined;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
