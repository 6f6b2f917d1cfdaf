import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { VideoError } from '@deepsentinel/inference-core';
import { currentObject, RequestRejected } from '@deepsentinel/intake';
import type { VideoSource } from '@deepsentinel/queue-contracts';
import { ObjectReplacedError } from './errors.ts';

/** Lifetime of a signed URL: longer than any job may take. */
const urlLifetimeSeconds = 6 * 3600;

/**
 * Signs a URL for the content that was claimed. It serves byte ranges, so a decoder reads what it needs without a
 * download.
 *
 * @throws {VideoError} the object is missing or empty, or reading it is not allowed
 * @throws {ObjectReplacedError} the object has other content by now
 */
export async function openObjectVideo(s3: S3Client, source: VideoSource): Promise<string> {
  const { bucket, key, versionId, etag } = source;
  const name = `s3://${bucket}/${key}`;
  const object = await currentObject(s3, source).catch((error: unknown) => {
    throw error instanceof RequestRejected ? videoError(error) : error;
  });
  if (object.size === 0) throw new VideoError('empty', `${name}: the object is empty`);
  const isReplaced = versionId === undefined ? object.etag !== etag : object.versionId !== versionId;
  if (isReplaced) throw new ObjectReplacedError(`${name}: replaced by other content since it was claimed`);
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId !== undefined && { VersionId: versionId }),
  });
  return await getSignedUrl(s3, command, { expiresIn: urlLifetimeSeconds });
}

function videoError({ reason, message }: RequestRejected): VideoError {
  return new VideoError(reason === 'object-missing' ? 'not-found' : 'access-denied', message);
}
