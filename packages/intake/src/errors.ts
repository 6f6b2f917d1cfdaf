/** Reason why a request is refused for good; the `reason` of its dead letter. */
export type RejectionReason =
  | 'unparseable'
  | 'bucket-not-allowed'
  | 'wrong-tier'
  | 'object-missing'
  | 'metadata-malformed'
  | 'access-denied'
  | 'video-id-taken'
  | 'unknown-store'
  | 'unknown-camera';

/** A request that would fail on every attempt: it goes to the dead-letter queue and is not retried. */
export class RequestRejected extends Error {
  override readonly name = 'RequestRejected';
  readonly reason: RejectionReason;

  constructor(reason: RejectionReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
