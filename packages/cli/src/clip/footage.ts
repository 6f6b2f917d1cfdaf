import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ObjectReplacedError, openAnalyzedObject, storeContext } from '@deepsentinel/batch-runner';
import type { AnalyzedVideo, OpenDatabase } from '@deepsentinel/db-schema';
import { correctPictures, probeVideo, VideoError, type VideoInfo } from '@deepsentinel/inference-core';
import { ClipUnavailableError } from '@deepsentinel/results-api';
import { connectCloud } from '../cloud/deployment.ts';

/** The footage of an analyzed video. */
export interface Footage {
  /** Path of a file, or a signed URL. */
  readonly source: string;
  /** Properties of the pictures as the analysis saw them. */
  readonly info: VideoInfo;
}

/** Where footage is looked for. */
export interface FootageOptions {
  readonly db: OpenDatabase['db'];
  /** Description of the deployment whose buckets hold footage; that of the local cloud unless given. */
  readonly deployment: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens the footage that an analysis saw.
 *
 * @throws {ClipUnavailableError} it is gone, cannot be read, or has other content by now
 */
export async function openFootage(video: AnalyzedVideo, options: FootageOptions): Promise<Footage> {
  const { db, signal } = options;
  try {
    const source = video.bucket === 'file' ? await sameFile(video, signal) : await objectUrl(video, options);
    const probed = await probeVideo(source, { signal });
    const { storeId, cameraId, recordedAt } = video;
    const store = storeId === null ? null : await storeContext(db, { storeId, cameraId, recordedAt });
    return { source, info: store ? correctPictures(probed, store.pictures) : probed };
  } catch (cause) {
    if (!(cause instanceof VideoError) && !(cause instanceof ObjectReplacedError)) throw cause;
    throw new ClipUnavailableError(`the footage of ${video.videoId} cannot be read any more`, { cause });
  }
}

async function sameFile({ key, versionId, videoId }: AnalyzedVideo, signal: AbortSignal): Promise<string> {
  if (!existsSync(key)) throw new ClipUnavailableError(`the footage of ${videoId} is gone`);
  const hash = createHash('sha256');
  await pipeline(createReadStream(key), hash, { signal });
  if (hash.digest('hex') === versionId) return key;
  throw new ClipUnavailableError(`the footage of ${videoId} has changed since it was analyzed`);
}

async function objectUrl(video: AnalyzedVideo, { deployment }: FootageOptions): Promise<string> {
  using cloud = connectCloud(deployment);
  return await openAnalyzedObject(cloud.s3, video);
}
