/** A message that is not an analysis request: it goes to the dead-letter queue and is not retried. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}
