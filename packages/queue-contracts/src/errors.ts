/** A message that is no analysis request and never will be: it belongs in the dead-letter queue, not in a retry. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}
