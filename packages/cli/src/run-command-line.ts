import { exitCodes } from '@deepsentinel/queue-contracts';
import { CommanderError } from 'commander';
import { sentinelProgram } from './program.ts';
import { reportFailure } from './report-failure.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * Runs the command that a command line names.
 *
 * @param args arguments after the name of the program; none print the help
 * @returns exit code of a failure; undefined when the command ended well or has set `process.exitCode` itself
 */
export async function runCommandLine(
  args: readonly string[],
  terminal: Terminal,
): Promise<number | undefined> {
  const program = sentinelProgram(terminal);
  try {
    await program.parseAsync(args.length > 0 ? args : ['--help'], { from: 'user' });
    return undefined;
  } catch (error) {
    return error instanceof CommanderError
      ? usageExitCode(error)
      : reportFailure(error, { terminal, verbose: program.opts().verbose === true });
  }
}

/** Commander has printed the help or the mistake itself. */
function usageExitCode({ exitCode }: CommanderError): number {
  return exitCode === 0 ? 0 : exitCodes.usage;
}
