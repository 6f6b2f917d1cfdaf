/** A result cannot be written where it was asked for. The message names the file and the reason. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}
