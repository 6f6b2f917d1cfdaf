import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { NewVideo } from '@deepsentinel/db-schema';
import { probeVideo, type VideoInfo } from '@deepsentinel/inference-core';

/** A video file and its registration in the database. */
export interface LocalVideo {
  /** Absolute path. */
  readonly path: string;
  readonly sha256: string;
  readonly info: VideoInfo;
  /** Registration with the bucket `file`, the path as key and the sha256 as version: a changed file is another video. */
  readonly registration: NewVideo;
}

/**
 * Probes a video file and computes its version.
 *
 * @throws {VideoError} it cannot be read or is no video
 */
export async function describeLocalVideo(
  file: string,
  { recordedAt, signal }: { recordedAt?: Date | undefined; signal: AbortSignal },
): Promise<LocalVideo> {
  const path = resolve(file);
  const info = await probeVideo(file, { signal });
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  const sha256 = hash.digest('hex');
  const { width, height, durationMs } = info;
  return {
    path,
    sha256,
    info,
    registration: { bucket: 'file', key: path, versionId: sha256, width, height, durationMs, recordedAt },
  };
}
