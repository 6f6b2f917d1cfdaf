import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** How a run of the command ended and what it said. */
export interface SentinelResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Starts the real command as a child process. */
export function startSentinel(
  args: readonly string[],
  cwd: string,
): { child: ChildProcess; ended: Promise<SentinelResult> } {
  const { DATABASE_URL: _, ...environment } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(
    ([exitCode, stdout, stderr]) => {
      return { exitCode, stdout, stderr };
    },
  );
  return { child, ended };
}

export function runSentinel(args: readonly string[], cwd: string): Promise<SentinelResult> {
  return startSentinel(args, cwd).ended;
}
