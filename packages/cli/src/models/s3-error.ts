import { S3ServiceException } from '@aws-sdk/client-s3';
import { InputError } from '../errors.ts';

const ofService: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket',
  NoSuchKey: 'there is no such object',
  PermanentRedirect: 'the bucket is in another region; set AWS_REGION',
};

const ofSdk: Readonly<Record<string, string>> = {
  'Region is missing': 'no AWS region is set; set AWS_REGION',
  'Could not load credentials from any providers': 'there are no AWS credentials; log in, or set AWS_PROFILE',
};

/**
 * Turns a mistake of the user that S3 or its SDK reports into an error that names the address; other errors stay as
 * they are.
 */
export function s3Error(error: unknown, uri: string): unknown {
  const reason = reasonOf(error);
  return reason === undefined ? error : new InputError(`${uri}: ${reason}`, { cause: error });
}

function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof S3ServiceException)) return ofSdk[(error as Error).message];
  // The answer to HEAD has no body, so that it has no name either.
  const isForbidden = error.$metadata.httpStatusCode === 403;
  return ofService[error.name] ?? (isForbidden ? `access is denied (${error.name})` : undefined);
}
