/** A result cannot be written to the requested path. The message names the path and the reason. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}
