import type { ExitCode } from '@deepsentinel/queue-contracts';

/** A file that the user named (labels, a store, not the video itself) is missing or malformed. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** A check found something missing for which no command has an error. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
