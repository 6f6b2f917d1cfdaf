import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../run-command-line.ts';

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

/**
 * Runs a command in this process, which saves starting one. What is about processes (signals, exit codes, several commands
 * at a time) needs `runSentinel`.
 */
export async function runCommand(args: readonly string[], cwd: string): Promise<SentinelResult> {
  const output = { stdout: '', stderr: '' };
  const noteStream = new PassThrough() as unknown as NodeJS.WriteStream;
  noteStream.on('data', (text) => {
    output.stderr += text;
  });
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const exitCode = await runCommandLine(args, {
      print: (text) => {
        output.stdout += `${text}\n`;
      },
      note: (text) => {
        output.stderr += `${text}\n`;
      },
      noteStream,
      signal: new AbortController().signal,
    });
    return { exitCode: exitCode ?? 0, ...output };
  } finally {
    process.chdir(before);
  }
}
