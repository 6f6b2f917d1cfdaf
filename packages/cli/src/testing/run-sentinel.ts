import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Exit code and output of the command. */
export interface SentinelResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const command = fileURLToPath(new URL('../../bin/sentinel.mjs', import.meta.url));

/**
 * Starts the real command as a child process.
 *
 * @param variables variables to add to the environment, which has no `DATABASE_URL` otherwise
 */
export function startSentinel(
  args: readonly string[],
  cwd: string,
  variables: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<SentinelResult> } {
  const { DATABASE_URL: _, ...environment } = process.env;
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    env: { ...environment, ...variables },
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

export function runSentinel(
  args: readonly string[],
  cwd: string,
  variables?: NodeJS.ProcessEnv,
): Promise<SentinelResult> {
  return startSentinel(args, cwd, variables).ended;
}
