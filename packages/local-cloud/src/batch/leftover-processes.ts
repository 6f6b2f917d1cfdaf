import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const pauseMs = 20;

/**
 * Kills processes of jobs whose service was killed before it could end them. They are known by the variable
 * `AWS_BATCH_JOB_ID` that they were started with, which unlike a recorded process id cannot name another process. Works on
 * Linux only: elsewhere such processes are not found, and end by themselves.
 */
export async function killLeftovers(jobIds: ReadonlySet<string>): Promise<void> {
  if (process.platform !== 'linux' || jobIds.size === 0) return;
  // Again, until none is left that another one has started meanwhile.
  for (;;) {
    const pids = findProcesses(jobIds);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
    await setTimeout(pauseMs);
  }
}

function findProcesses(jobIds: ReadonlySet<string>): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => jobIds.has(readJobId(pid) ?? '')).map(Number);
}

function readJobId(pid: string): string | undefined {
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
