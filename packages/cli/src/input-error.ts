/** A file that the user named (labels, not the video itself) is missing or not what it should be. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
