import type { S3Client } from '@aws-sdk/client-s3';
import { ClaimError, claimRequest, type OpenDatabase, type RequestClaim } from '@deepsentinel/db-schema';
import {
  type AnalysisRequest,
  type Recording,
  readVideoMetadata,
  type VideoSource,
} from '@deepsentinel/queue-contracts';
import { type CurrentObject, currentObject } from './current-object.ts';
import { RequestRejected } from './errors.ts';

export interface IntakeDependencies {
  readonly db: OpenDatabase['db'];
  readonly s3: S3Client;
  /** Buckets whose objects may be read; requests for others are rejected. */
  readonly allowedBuckets: readonly string[];
}

/** Outcome of accepting a request: a new run, the run that exists already, or none because the object has been replaced. */
export type Acceptance =
  | (RequestClaim & { readonly outcome: 'created' | 'duplicate'; readonly source: VideoSource })
  | { readonly outcome: 'stale' };

/**
 * Turns a request into a claimed run of the content that its object has now. Store, camera and time that the request
 * leaves out are taken from the object's metadata. An announcement of older content is stale: the newer content has
 * been announced, too (docs/adr/0009).
 *
 * @throws {RequestRejected} the request can never succeed
 * @throws {Error} S3 or the database does not answer; trying again may help
 */
export async function acceptRequest(
  request: AnalysisRequest,
  { db, s3, allowedBuckets }: IntakeDependencies,
): Promise<Acceptance> {
  const { source } = request;
  if (!allowedBuckets.includes(source.bucket)) {
    const detail = `bucket ${source.bucket} is not among those that may be read: ${allowedBuckets.join(', ')}`;
    throw new RequestRejected('bucket-not-allowed', detail);
  }
  const object = await currentObject(s3, source);
  if (isStale(source, object)) return { outcome: 'stale' };
  if (object.size === 0) {
    throw new RequestRejected('empty', `s3://${source.bucket}/${source.key}: the object is empty`);
  }
  const pinned = pin(source, object);
  const claim = await claimContent({ ...recordingOf(object), ...request }, pinned, db);
  return { ...claim, outcome: claim.created ? 'created' : 'duplicate', source: pinned };
}

function isStale({ versionId, etag }: VideoSource, object: CurrentObject): boolean {
  if (versionId !== undefined && object.versionId !== null) return versionId !== object.versionId;
  return etag !== undefined && etag !== object.etag;
}

/** Names an object with exactly one of version and entity tag. */
function pin({ bucket, key }: VideoSource, { versionId, etag }: CurrentObject): VideoSource {
  return versionId === null ? { bucket, key, etag } : { bucket, key, versionId };
}

/** Reads store, camera and time of the recording from the object's user metadata. */
function recordingOf({ metadata }: CurrentObject): Recording {
  try {
    return readVideoMetadata(metadata);
  } catch (cause) {
    throw new RequestRejected('metadata-malformed', (cause as Error).message, { cause });
  }
}

async function claimContent(
  request: AnalysisRequest,
  source: VideoSource,
  db: OpenDatabase['db'],
): Promise<RequestClaim> {
  const { videoId, tier, storeId, cameraId, recordedAt, reopens, reopensAttempt } = request;
  try {
    return await claimRequest(db, {
      videoId,
      bucket: source.bucket,
      key: source.key,
      versionId: (source.versionId ?? source.etag)!,
      tier,
      storeId,
      cameraId,
      recordedAt: recordedAt === undefined ? undefined : new Date(recordedAt),
      reopens,
      reopensAttempt,
      request: { ...request, source },
    });
  } catch (cause) {
    if (!(cause instanceof ClaimError)) throw cause;
    throw new RequestRejected(cause.code, cause.message, { cause });
  }
}
