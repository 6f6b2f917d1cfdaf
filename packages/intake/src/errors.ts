
/** Why a request is refused for good; the `reason` of its dead letter. */
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

/** A request that fails whenever it is tried: it belongs into the dead-letter queue, not into a retry. */
export class RequestRejected extends Error {
  override readonly name = 'RequestRejected';
  readonly reason: RejectionReason;

  constructor(reason: RejectionReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
