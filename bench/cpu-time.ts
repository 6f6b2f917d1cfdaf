import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A command that has ended. */
export interface Measured {
  readonly stdout: string;
  /** Processor time of the command and of all processes that it started, in the program and in the system, seconds. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/**
 * Runs a command to its end and measures its processor time, which other work on the machine changes little.
 *
 * @throws the command's status is not zero
 */
export async function measured(file: string, ...args: readonly string[]): Promise<Measured> {
  const script = 'TIMEFORMAT="%U %S %R"; time "$0" "$@"';
  const options = { maxBuffer: Number.POSITIVE_INFINITY };
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script, file, ...args], options);
  const times = stderr.trimEnd().split('\n').at(-1)!.split(' ');
  const [user = 0, system = 0, wallSeconds = 0] = times.map(Number);
  return { stdout, cpuSeconds: user + system, wallSeconds };
}
