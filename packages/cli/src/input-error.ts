/** A file that the user named (labels, a store, not the video itself) is missing or malformed. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
