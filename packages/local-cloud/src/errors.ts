/** A failure in S3's own form, which its clients show as `code: message`. */
export class S3Error extends Error {
  readonly statusCode: number;
  readonly code: string;

  constructor(statusCode: number, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

/**
 * A request that Batch refuses; the caller has to change it. Any other error is the server's own.
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/CommonErrors.html
 */
export class ClientException extends Error {
  override readonly name = 'ClientException';
}
