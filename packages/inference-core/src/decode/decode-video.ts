import type { Frame } from '../frame.ts';
import type { DecodeOutcome } from './decode-outcome.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { sourceName } from './media-source.ts';
import type { VideoInfo } from './video-info.ts';

/**
 * Margin of a seek before the wanted time, milliseconds: the first frames after a key frame may refer to earlier ones.
 */
export const seekMarginMs = 5000;

/** Sampling rate, start and cancellation of decoding. */
export interface DecodeOptions {
  /** Result of `probeVideo` for the same source. */
  readonly info: VideoInfo;
  /** Sampled frames per second of video; at or above the video's own rate, all frames. */
  readonly sampleFps: number;
  /** Leaves out the frames up to this time, milliseconds; the others are exactly those without it. */
  readonly afterMs?: number | undefined;
  /** Start of the grid and target of a seek, microseconds on the container's clock, where they are known from a scan. */
  readonly seek?: { readonly originUs: number; readonly seekUs: number } | undefined;
  /** Processor threads of the decoder; 1 unless given. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Frames and outcome of a video that is being decoded. */
export interface DecodedVideo {
  /**
   * Sampled frames, ascending in time, for one consumer. Decoding waits for the consumer; when it stops or the signal
   * aborts, ffmpeg has exited before the iteration ends.
   *
   * @throws {VideoError} the video cannot be decoded, or no further
   * @throws the signal's reason when it is aborted
   */
  readonly frames: AsyncIterable<Frame>;
  /**
   * Result of decoding.
   *
   * @throws when the frames have not been read to their end
   */
  outcome(): DecodeOutcome;
}

/** Decodes a video from a file path or an http(s) URL with ffmpeg, a few frames at a time. */
export function decodeVideo(source: string, options: DecodeOptions): DecodedVideo {
  let outcome: DecodeOutcome | null = null;
  async function* frames(): AsyncGenerator<Frame> {
    const seekUs = seekTargetUs(options);
    if (seekUs !== null) outcome = yield* decodeFrom(seekUs, source, options);
    outcome ??= yield* decodeFrom(null, source, options);
  }
  return {
    frames: frames(),
    outcome: () => {
      if (!outcome) throw new Error(`${sourceName(source)}: the outcome is known after the last frame only`);
      return outcome;
    },
  };
}

/**
 * Decodes from a seek target on.
 *
 * @returns null when the seek went past the wanted time and nothing was yielded
 */
async function* decodeFrom(
  seekUs: number | null,
  source: string,
  { info, sampleFps, afterMs, seek, threads = 1, signal }: DecodeOptions,
): AsyncGenerator<Frame, DecodeOutcome | null> {
  signal?.throwIfAborted();
  const startUs = isSeekable(info) ? Math.round(info.startMs * 1000) : (seek?.originUs ?? null);
  const decoder = new FrameDecoder(
    source,
    { info, sampleFps, startUs, seekUs, afterMs: afterMs ?? null, threads },
    signal,
  );
  const wentPast = () =>
    seekUs !== null && (decoder.firstDecodedMs === null || decoder.firstDecodedMs > afterMs!);
  try {
    for (let frame = await decoder.next(); frame; frame = await decoder.next()) {
      if (wentPast()) return null;
      yield frame;
      signal?.throwIfAborted();
    }
    await decoder.drained();
    signal?.throwIfAborted();
    return wentPast() ? null : await decoder.conclude();
  } finally {
    await decoder.stop();
  }
}

function seekTargetUs({ info, afterMs, seek }: DecodeOptions): number | null {
  if (seek) return seek.seekUs;
  if (afterMs === undefined || afterMs <= seekMarginMs || !isSeekable(info)) return null;
  return Math.round((info.startMs + afterMs - seekMarginMs) * 1000);
}

/** Whether times are the same after a seek: stored durations add up to them, and no clock can jump on the way. */
function isSeekable({ clock }: VideoInfo): boolean {
  return clock === 'durations';
}
