
/** A message that is no analysis request and never will be: it belongs into the dead-letter queue, not into a retry. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}
