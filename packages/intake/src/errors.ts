/** Reason for which a request is refused for good; the `reason` of its dead letter. */
export type RejectionReason =
  | 'unparseable'
  | 'bucket-not-allowed'
  | 'wrong-tier'
  | 'object-missing'
  | 'empty'
  | 'metadata-malformed'
  | 'access-denied'
  | 'video-id-taken'
  | 'unknown-store'
  | 'unknown-camera';

/** A request that fails however often it is tried: it belongs in the dead-letter queue, not in a retry. */
export class RequestRejected extends Error {
  override readonly name = 'RequestRejected';
  readonly reason: RejectionReason;

  constructor(reason: RejectionReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
