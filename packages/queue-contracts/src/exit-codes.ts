/**
 * Exit codes of the runner and of the `sentinel` command. The numbers are those of sysexits.h where it has one. A job that
 * ends with one of `passingExitCodes` is tried again; every other code means that the same input would fail again.
 *
 * @see https://man.openbsd.org/sysexits
 */
export const exitCodes = {
  /** The work is done and saved. */
  completed: 0,
  /** EX_USAGE: unknown command or option, or a value that an option does not take. */
  usage: 64,
  /** EX_DATAERR: the input exists but is no analyzable video (text, empty, no video stream, too small). */
  videoUnreadable: 65,
  /** EX_NOINPUT: the input does not exist. */
  inputNotFound: 66,
  /** EX_UNAVAILABLE: the database cannot be opened, and waiting does not help (wrong address, held by another process). */
  databaseUnavailable: 69,
  /** EX_SOFTWARE: a fault of the program. */
  internal: 70,
  /** EX_OSERR: the requested device cannot be used, or its memory is too small even for single frames. */
  deviceUnusable: 71,
  /** EX_OSFILE: ffmpeg is missing or too old. */
  ffmpegMissing: 72,
  /** EX_CANTCREAT: an output file or directory cannot be written. */
  outputNotWritable: 73,
  /** EX_IOERR: no space is left for temporary files. */
  diskFull: 74,
  /** EX_TEMPFAIL: interrupted, database connection lost, lease lost; the next attempt resumes at the last checkpoint. */
  temporary: 75,
  /** EX_NOPERM: reading the object is not allowed. */
  accessDenied: 77,
  /** EX_CONFIG: the model pack is missing or corrupt. */
  modelPackInvalid: 78,
  /** A variable of a job's environment is missing or wrong, or Node is too old for the `sentinel` command. */
  environmentInvalid: 79,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Exit codes after which a job is tried again: the next host may have the GPU, or the space, that this one lacks. */
export const passingExitCodes: readonly ExitCode[] = [
  exitCodes.temporary,
  exitCodes.deviceUnusable,
  exitCodes.diskFull,
];

/**
 * Whether the runner ended a job with this code because the same input would fail again. Codes that are not the runner's
 * (Node's own, 128 + n after signal n) say nothing of the input.
 */
export function isFinalExitCode(exitCode: number): boolean {
  const known = Object.values(exitCodes) as number[];
  return (
    known.includes(exitCode) && exitCode !== 0 && !(passingExitCodes as readonly number[]).includes(exitCode)
  );
}
