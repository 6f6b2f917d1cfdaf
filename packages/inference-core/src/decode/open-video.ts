import { fileURLToPath } from 'node:url';
import type { Frame } from '../frame.ts';
import { decodeVideo } from './decode-video.ts';
import { framesFromMemory } from './frames-from-memory.ts';
import { probeVideo } from './probe-video.ts';

/**
 * What can be analyzed: a video by the path of its file, by a file URL or by an http(s) URL whose server answers byte
 * ranges; or frames from memory, ascending in time and of one size. The data of such a frame must not change once it has
 * been handed over, because the analysis keeps some.
 */
export type VideoSource = string | URL | AsyncIterable<Frame>;

export interface OpenVideoOptions {
  /** At most about so many frames per second of video. */
  readonly sampleFps: number;
  /** Leaves out the frames up to this time; the others come exactly as without it. */
  readonly afterMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A video of which frames can be had. */
export interface OpenVideo {
  /** Null when the source does not say. */
  readonly durationMs: number | null;
  /** The sampled frames, ascending in time, for one consumer. */
  readonly frames: AsyncIterable<Frame>;
  /** @throws when the frames have not been read to their end */
  outcome(): { readonly truncated: boolean; readonly warnings: readonly string[] };
}

/**
 * Opens a video, wherever it comes from.
 *
 * @throws {VideoError} the video cannot be read; `code` says why
 * @throws {RangeError} the URL is none of a file and not http(s)
 */
export async function openVideo(source: VideoSource, options: OpenVideoOptions): Promise<OpenVideo> {
  if (typeof source !== 'string' && !(source instanceof URL)) return openFrames(source, options);
  const name = source instanceof URL ? nameOf(source) : source;
  const info = await probeVideo(name, { signal: options.signal });
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

/** @returns a path for a file's URL */
function nameOf(url: URL): string {
  if (url.protocol === 'file:') return fileURLToPath(url);
  if (/^https?:$/.test(url.protocol)) return url.href;
  throw new RangeError(`${url.protocol}//...: expected a URL of file:, http: or https:`);
}
