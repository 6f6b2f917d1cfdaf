#!/usr/bin/env node
import { abortOnStopSignals } from '@deepsentinel/batch-runner';
import { exitCodes } from '@deepsentinel/queue-contracts';
import { CommanderError } from 'commander';
import { sentinelProgram } from './program.ts';
import { reportFailure } from './report-failure.ts';
import { processTerminal } from './terminal/terminal.ts';

const signal = abortOnStopSignals();
const terminal = processTerminal(signal);
const program = sentinelProgram(terminal);

// A reader that has seen enough (`sentinel events | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await program.parseAsync(process.argv.length > 2 ? process.argv : [...process.argv, '--help']);
} catch (error) {
  process.exitCode =
    error instanceof CommanderError
      ? usageExitCode(error)
      : reportFailure(error, { terminal, verbose: program.opts().verbose === true });
}

/** Gives the exit code of a help or usage error that Commander has printed itself. */
function usageExitCode({ exitCode }: CommanderError): number {
  return exitCode === 0 ? 0 : exitCodes.usage;
}
