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
  const { versionId, etag } = source;
  const name = nameOf(source);
  const object = await knownObject(s3, source);
  if (object.size === 0) throw new VideoError('empty', `${name}: the object is empty`);
  const isReplaced = versionId === undefined ? object.etag !== etag : object.versionId !== versionId;
  if (isReplaced) throw new ObjectReplacedError(`${name}: replaced by other content since it was claimed`);
  return await signedUrl(s3, source, versionId);
}

/** An object of which a version was analyzed. */
export interface AnalyzedObject extends Pick<VideoSource, 'bucket' | 'key'> {
  /** Version id, or the ETag in a bucket without versions. */
  readonly versionId: string;
}

/**
 * Signs a URL for the content that was analyzed, which may be an earlier version by now.
 *
 * @throws {VideoError} the object is missing, or reading it is not allowed
 * @throws {ObjectReplacedError} the object has other content by now, and its bucket keeps no versions
 */
export async function openAnalyzedObject(s3: S3Client, source: AnalyzedObject): Promise<string> {
  const { versionId } = source;
  const object = await knownObject(s3, source);
  if (object.versionId !== null) return await signedUrl(s3, source, versionId);
  if (object.etag === versionId) return await signedUrl(s3, source, undefined);
  throw new ObjectReplacedError(`${nameOf(source)}: replaced by other content since it was analyzed`);
}

const nameOf = ({ bucket, key }: Pick<VideoSource, 'bucket' | 'key'>): string => `s3://${bucket}/${key}`;

async function knownObject(s3: S3Client, source: Pick<VideoSource, 'bucket' | 'key'>) {
  return await currentObject(s3, source).catch((error: unknown) => {
    throw error instanceof RequestRejected ? videoError(error) : error;
  });
}

async function signedUrl(
  s3: S3Client,
  { bucket, key }: Pick<VideoSource, 'bucket' | 'key'>,
  versionId: string | undefined,
): Promise<string> {
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
