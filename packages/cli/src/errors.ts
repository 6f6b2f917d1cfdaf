import type { ExitCode } from '@deepsentinel/queue-contracts';

/** A file that the user named (labels, for instance, but not the video) is missing or has the wrong content. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Something that a check of `doctor` looked for is missing, and no command has an error for it. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
