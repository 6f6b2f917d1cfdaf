import type { Frame } from '../frame.ts';
import { decodeArguments } from './decode-arguments.ts';
import { concludeDecoding, type DecodeOutcome } from './decode-outcome.ts';
import { DecoderLog } from './ffmpeg-log.ts';
import { startFfmpeg, readPictures } from './ffmpeg-process.ts';
import { sourceName } from './media-source.ts';
import type { VideoInfo } from './video-info.ts';

/** A seek aims so long before the wanted time: the first pictures behind a key frame may lean on earlier ones. */
const seekMarginMs = 5000;

/** Containers that store every frame's presentation time, so that a seek cannot shift them. */
const seekableContainers = /^(mov,|matroska)/;

export interface DecodeOptions {
  /** From `probeVideo` on the same source. */
  readonly info: VideoInfo;
  /** At most about so many frames per second of video; at or above the video's own rate, all of them. */
  readonly sampleFps: number;
  /** Leaves out the frames up to this time; the others come exactly as without it. */
  readonly afterMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface DecodedVideo {
  /**
   * The sampled frames, ascending in time, for one consumer. Decoding waits for the consumer; when it stops or the
   * signal aborts, ffmpeg is gone before the iteration ends.
   *
   * @throws {VideoError} the video cannot be decoded, or not further
   * @throws the signal's reason when it is aborted
   */
  readonly frames: AsyncIterable<Frame>;
  /** @throws when the frames have not been read to their end */
  outcome(): DecodeOutcome;
}

/** Decodes a video from a file's path or an http(s) URL with a child ffmpeg, a few frames at a time. */
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

/** @returns null when the seek went past the wanted time and nothing was yielded */
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
  const timeMsOf = (timeUs: number) => Math.round((timeUs - (startUs ?? log.firstDecodedUs ?? 0)) / 1000);
  const wentPast = () =>
    seekUs !== null && (log.firstDecodedUs === null || timeMsOf(log.firstDecodedUs) > afterMs!);
  try {
    for await (const data of readPictures(process.stdout, width * height * 3)) {
      const timeUs = await log.nextSentUs();
      signal?.throwIfAborted();
      if (timeUs === null) break;
      if (wentPast()) return null;
      yield { data, width, height, timeMs: timeMsOf(timeUs) };
      signal?.throwIfAborted();
    }
    const end = await process.ended;
    signal?.throwIfAborted();
    if (wentPast()) return null;
    const lastFrameMs = log.lastDecodedUs === null ? null : timeMsOf(log.lastDecodedUs);
    return concludeDecoding(source, { info, log, end, lastFrameMs });
  } finally {
    await process.stop();
  }
}

function seekTargetUs({ info, afterMs }: DecodeOptions): number | null {
  if (afterMs === undefined || afterMs <= seekMarginMs || !isSeekable(info)) return null;
  return Math.round((info.startMs + afterMs - seekMarginMs) * 1000);
}

function isSeekable({ container }: VideoInfo): boolean {
  return seekableContainers.test(container);
}
