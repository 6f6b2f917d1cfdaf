import { inspect } from 'node:util';
import { classifyError, type Failure, StopSignal } from '@deepsentinel/batch-runner';
import { exitCodes } from '@deepsentinel/queue-contracts';
import { ClipUnavailableError } from '@deepsentinel/results-api';
import { InputError } from './errors.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Exit code that shells expect of a program that Ctrl-C ended: 128 + 2. */
const exitCodeOfCtrlC = 130;

/**
 * Reports a failure in one line; with `verbose` the stack follows, with its causes.
 *
 * @returns exit code
 */
export function reportFailure(
  error: unknown,
  { terminal, verbose }: { terminal: Terminal; verbose: boolean },
): number {
  const { signal } = terminal;
  // What fails after the stop signal fails because of it (Ctrl-C reaches the decoder, too).
  const failure = signal.aborted ? signal.reason : error;
  const { exitCode, message } = classifyFailure(failure);
  terminal.note(`sentinel: ${message.replaceAll(/\s*\n\s*/g, ' ')}`);
  if (verbose && error instanceof Error) terminal.note(inspect(error));
  return failure instanceof StopSignal && failure.signalName === 'SIGINT' ? exitCodeOfCtrlC : exitCode;
}

/** Finds the exit code and message for an error of any command. */
export function classifyFailure(error: unknown): Pick<Failure, 'exitCode' | 'message'> {
  return error instanceof InputError || error instanceof ClipUnavailableError
    ? { exitCode: exitCodes.inputNotFound, message: error.message }
    : classifyError(error);
}
