/** A file that the user named (labels, not the video itself) is missing or not what it should be. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Thrown by a check for what is missing, where no command has an error for it. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
