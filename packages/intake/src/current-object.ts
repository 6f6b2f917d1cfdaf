import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { VideoSource } from '@deepsentinel/queue-contracts';
import { RequestRejected } from './errors.ts';

/** State of an object at the time of the request. */
export interface CurrentObject {
  /** Null in a bucket without versioning. */
  readonly versionId: string | null;
  /** Entity tag without the quotes that HTTP puts around it. */
  readonly etag: string;
  /** Size in bytes. */
  readonly size: number;
  /** User metadata (`x-amz-meta-...`) by name without the prefix. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Looks up the current version, entity tag, size and metadata of an object.
 *
 * @throws {RequestRejected} it does not exist, or reading it is not allowed
 * @throws {Error} as the SDK throws it when S3 does not answer; asking again may help
 */
export async function currentObject(
  s3: S3Client,
  { bucket, key }: Pick<VideoSource, 'bucket' | 'key'>,
): Promise<CurrentObject> {
  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).catch((cause) => {
    throw explain(cause, `s3://${bucket}/${key}`);
  });
  const { VersionId: versionId, ETag: etag = '', ContentLength: size = 0, Metadata: metadata = {} } = head;
  // "null" is the version of objects from before versions were kept.
  return {
    versionId: versionId && versionId !== 'null' ? versionId : null,
    etag: etag.replaceAll('"', ''),
    size,
    metadata,
  };
}

function explain(cause: unknown, name: string): unknown {
  const status = (cause as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status === 404)
    return new RequestRejected('object-missing', `${name}: there is no such object`, { cause });
  if (status === 403) {
    const detail = `${name}: S3 denies access; grant s3:GetObject (and s3:ListBucket, or missing objects look denied)`;
    return new RequestRejected('access-denied', detail, { cause });
  }
  return cause;
}
