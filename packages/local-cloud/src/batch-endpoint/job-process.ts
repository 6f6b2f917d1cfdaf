import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import type { ProcessIdentity } from './stored-job.ts';

export interface ProcessSettings {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** File that takes what it prints. */
  readonly logFile: string;
}

/** A job's process with all that it starts: they are a group and end together. */
export interface JobProcess {
  readonly identity: ProcessIdentity;
  /** The exit code; as in a shell 128 and the signal's number for one that was killed. */
  readonly ended: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

/** @throws {Error} the program cannot be started */
export async function startProcess({
  command,
  args,
  environment,
  logFile,
}: ProcessSettings): Promise<JobProcess> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { env: environment, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  await once(child, 'spawn');
  const pid = child.pid!;
  const ended = once(child, 'close').then(([code, signal]) => {
    // What the process has started and left behind ends with it, as in a container.
    killGroup(pid, 'SIGKILL');
    return (code as number | null) ?? 128 + constants.signals[signal as NodeJS.Signals];
  });
  return {
    identity: { pid, startedAt: startOf(pid) ?? '' },
    ended,
    kill: (signal) => killGroup(pid, signal),
  };
}

/** Ends a process that an earlier service has left, if it still runs. */
export function killLeftover({ pid, startedAt }: ProcessIdentity): void {
  if (startOf(pid) === startedAt) killGroup(pid, 'SIGKILL');
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** When a process was started, in ticks since boot; null when it does not run, or where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may contain anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
