/**
 * A request that Batch refuses; the caller has to change it. Any other error is the server's own.
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/CommonErrors.html
 */
export class ClientException extends Error {
  override readonly name = 'ClientException';
}
