import { existsSync } from 'node:fs';
import type { AnalyzedVideo } from '@deepsentinel/db-schema';
import { decodeVideo, type Frame, probeVideo, VideoError } from '@deepsentinel/inference-core';

/** Decodes the first frame of a local file; null when the video is an object, or the file is gone or cannot be read any more. */
export async function firstFrame(
  { bucket, key }: Pick<AnalyzedVideo, 'bucket' | 'key'>,
  signal: AbortSignal,
): Promise<Frame | null> {
  if (bucket !== 'file' || !existsSync(key)) return null;
  try {
    const info = await probeVideo(key, { signal });
    for await (const frame of decodeVideo(key, { info, sampleFps: 1, signal }).frames) return frame;
  } catch (error) {
    if (!(error instanceof VideoError)) throw error;
  }
  return null;
}
