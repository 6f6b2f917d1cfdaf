import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { InputError } from '../errors.ts';

interface ProgramOptions {
  readonly signal: AbortSignal;
  readonly cwd?: string;
  /** Variables that are added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program and passes its output on to standard error, so that standard output holds our own results only.
 *
 * @throws {InputError} it cannot be started or fails; it has printed why
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { signal, cwd, env }: ProgramOptions,
): Promise<void> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', process.stderr, process.stderr],
  });
  await ended(child, { program, args, signal });
}

/** Runs a program as `runProgram` does, and returns its output. */
export async function outputOf(
  program: string,
  args: readonly string[],
  { signal, cwd, env }: ProgramOptions,
): Promise<string> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', process.stderr],
  });
  const [output] = await Promise.all([text(child.stdout), ended(child, { program, args, signal })]);
  return output;
}

/** Waits for the end of a program. Ctrl-C reaches it by itself; another stop is passed on. */
async function ended(
  child: ReturnType<typeof spawn>,
  { program, args, signal }: { program: string; args: readonly string[]; signal: AbortSignal },
): Promise<void> {
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    if (code !== 0)
      throw new InputError(`${program} ${args[0]} failed (exit code ${code ?? 'none'}); see above`);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new InputError(`${program} cannot be started (${(cause as Error).message})`, { cause });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
