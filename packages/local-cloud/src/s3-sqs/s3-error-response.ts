import { S3Error } from '../errors.ts';
import type { FauxqsApp } from './loopback-fauxqs.ts';

/**
 * Makes failures outside fauxqs's own S3 errors readable to S3 clients, which expect XML: refusals, a body over the limit
 * (`EntityTooLarge`), a full disk (`InternalError`, which clients retry). SQS clients keep getting JSON.
 */
export function answerWithS3Errors(app: FauxqsApp): void {
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if (request.headers['x-amz-target'] !== undefined) return reply.send(error);
    const { statusCode = 500, message } = error;
    return reply
      .code(statusCode)
      .type('application/xml')
      .send(errorDocument(errorCode(error, statusCode), message));
  });
}

function errorCode(error: Error, statusCode: number): string {
  if (error instanceof S3Error) return error.code;
  if (statusCode === 413) return 'EntityTooLarge';
  return statusCode < 500 ? 'InvalidRequest' : 'InternalError';
}

function errorDocument(code: string, message: string): string {
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${text}</Message></Error>`;
}
