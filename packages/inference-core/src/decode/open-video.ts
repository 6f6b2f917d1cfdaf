import { fileURLToPath } from 'node:url';
import type { Frame } from '../frame.ts';
import { decodeVideo } from './decode-video.ts';
import { framesFromMemory } from './frames-from-memory.ts';
import type { PictureCorrection } from './picture-shape.ts';
import { probeVideo } from './probe-video.ts';
import { correctPictures } from './video-info.ts';

/**
 * Video to analyze: a file path, a file URL, an http(s) URL whose server supports byte ranges, or frames from memory,
 * ascending in time and of one size. The data of such frames must not change afterwards, because the analysis keeps
 * some.
 */
export type VideoSource = string | URL | AsyncIterable<Frame>;

/** Sampling rate, start and cancellation of a video that is opened. */
export interface OpenVideoOptions {
  /** Sampled frames per second of video. */
  readonly sampleFps: number;
  /** Leaves out the frames up to this time, milliseconds; the others are exactly those without it. */
  readonly afterMs: number | undefined;
  /** Correction of what a file says of its pictures; frames from memory are taken as they are. */
  readonly pictures: PictureCorrection | undefined;
  readonly signal: AbortSignal | undefined;
}

/** An opened video. */
export interface OpenVideo {
  /** Duration, milliseconds; null when the source states none. */
  readonly durationMs: number | null;
  /** Sampled frames, ascending in time, for one consumer. */
  readonly frames: AsyncIterable<Frame>;
  /**
   * Result of decoding.
   *
   * @throws when the frames have not been read to their end
   */
  outcome(): { readonly truncated: boolean; readonly warnings: readonly string[] };
}

/**
 * Opens a video from any source.
 *
 * @throws {VideoError} the video cannot be read; `code` says why
 * @throws {RangeError} the scheme of the URL is neither file nor http(s)
 */
export async function openVideo(source: VideoSource, options: OpenVideoOptions): Promise<OpenVideo> {
  if (typeof source !== 'string' && !(source instanceof URL)) return openFrames(source, options);
  const name = source instanceof URL ? nameOf(source) : source;
  const probed = await probeVideo(name, { signal: options.signal });
  const info = options.pictures ? correctPictures(probed, options.pictures) : probed;
  const { frames, outcome } = decodeVideo(name, { info, ...options });
  return { durationMs: info.durationMs, frames, outcome };
}

function openFrames(source: AsyncIterable<Frame>, options: OpenVideoOptions): OpenVideo {
  return {
    durationMs: null,
    frames: framesFromMemory(source, options),
    outcome: () => ({ truncated: false, warnings: [] }),
  };
}

/** Converts a file URL to a path; returns an http(s) URL as it is. */
function nameOf(url: URL): string {
  if (url.protocol === 'file:') return fileURLToPath(url);
  if (/^https?:$/.test(url.protocol)) return url.href;
  throw new RangeError(`${url.protocol}//...: expected a URL of file:, http: or https:`);
}
