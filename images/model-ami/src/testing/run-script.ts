import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Exit code and output of a script. */
export interface ScriptResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const scriptDirectory = fileURLToPath(new URL('../../scripts', import.meta.url));

/** Runs a program to its end; `environment` is added to this process's. */
export async function runProgram(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ScriptResult> {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  const [exitCode, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

/** Runs one of the scripts of this package, as a component does. */
export function runScript(name: string, ...args: readonly string[]): Promise<ScriptResult> {
  return runProgram('bash', [`${scriptDirectory}/${name}`, ...args]);
}
