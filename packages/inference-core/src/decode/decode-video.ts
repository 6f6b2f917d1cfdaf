import type { Frame } from '../frame.ts';
import { decodeArguments } from './decode-arguments.ts';
import { concludeDecoding, type DecodeOutcome } from './decode-outcome.ts';
import { DecoderLog } from './ffmpeg-log.ts';
import { readPictures, startFfmpeg } from './ffmpeg-process.ts';
import { sourceName } from './media-source.ts';
import type { VideoInfo } from './video-info.ts';

/**
 * Margin of a seek before the wanted time, milliseconds: the first frames after a key frame may refer to earlier ones.
 */
const seekMarginMs = 5000;

/** Sampling rate, start and cancellation of decoding. */
export interface DecodeOptions {
  /** Result of `probeVideo` for the same source. */
  readonly info: VideoInfo;
  /** Sampled frames per second of video; at or above the video's own rate, all frames. */
  readonly sampleFps: number;
  /** Leaves out the frames up to this time, milliseconds; the others are exactly those without it. */
  readonly afterMs?: number | undefined;
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
  { info, sampleFps, afterMs, signal }: DecodeOptions,
): AsyncGenerator<Frame, DecodeOutcome | null> {
  signal?.throwIfAborted();
  const { width, height } = info;
  const startUs = isSeekable(info) ? Math.round(info.startMs * 1000) : null;
  const plan = { info, sampleFps, startUs, seekUs, afterMs: afterMs ?? null };
  const process = startFfmpeg('ffmpeg', decodeArguments(source, plan), signal);
  const log = new DecoderLog(process.stderr);
  const originUs = () => startUs ?? log.firstDecodedUs ?? 0;
  const timeMsOf = (timeUs: number) => Math.round((timeUs - originUs()) / 1000);
  const wentPast = () =>
    seekUs !== null && (log.firstDecodedUs === null || timeMsOf(log.firstDecodedUs) > afterMs!);
  try {
    for await (const data of readPictures(process.stdout, width * height * 3)) {
      const timeUs = await log.nextSentUs();
      signal?.throwIfAborted();
      if (timeUs === null) break;
      if (wentPast()) return null;
      const clockJumps = log.jumps.countUpTo(timeUs);
      yield { data, width, height, timeMs: timeMsOf(timeUs), clockJumps };
      signal?.throwIfAborted();
    }
    const end = await process.ended;
    signal?.throwIfAborted();
    if (wentPast()) return null;
    const lastFrameMs = log.lastDecodedUs === null ? null : timeMsOf(log.lastDecodedUs);
    return concludeDecoding(source, { info, log, end, lastFrameMs, startUs: originUs() });
  } finally {
    await process.stop();
  }
}

function seekTargetUs({ info, afterMs }: DecodeOptions): number | null {
  if (afterMs === undefined || afterMs <= seekMarginMs || !isSeekable(info)) return null;
  return Math.round((info.startMs + afterMs - seekMarginMs) * 1000);
}

/** Whether times are the same after a seek: stored durations add up to them, and no clock can jump on the way. */
function isSeekable({ clock }: VideoInfo): boolean {
  return clock === 'durations';
}
