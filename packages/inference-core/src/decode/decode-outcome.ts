import { VideoError } from '../errors.ts';
import { assumedFps } from './analysis-clock.ts';
import type { Complaint } from './complaints.ts';
import type { DecoderLog } from './ffmpeg-log.ts';
import type { ProcessEnd } from './ffmpeg-process.ts';
import { isUrl, sourceName } from './media-source.ts';
import { explainOpenFailure } from './open-failure.ts';
import type { VideoInfo } from './video-info.ts';

/** Result of decoding a video. */
export interface DecodeOutcome {
  /** Number of frames decoded, sampled or not; after a seek, only those behind it. */
  readonly framesDecoded: number;
  /** Time of the last decoded frame, milliseconds from the first frame of the video; null when there is none. */
  readonly lastFrameMs: number | null;
  /** Whether the file breaks off before its end. */
  readonly truncated: boolean;
  /** Findings about the clock, then complaints of ffmpeg, one line each, at most twenty-one. */
  readonly warnings: readonly string[];
}

interface DecodeEnd {
  readonly info: VideoInfo;
  readonly log: DecoderLog;
  readonly end: ProcessEnd;
  readonly lastFrameMs: number | null;
  /** Start of the video on the analysis clock, microseconds. */
  readonly startUs: number;
}

/**
 * Makes the outcome of a decoding run, or the error that ended it.
 *
 * @throws {VideoError} nothing could be decoded, ffmpeg failed, or the transfer broke off
 */
export function concludeDecoding(
  source: string,
  { info, log, end, lastFrameMs, startUs }: DecodeEnd,
): DecodeOutcome {
  const { complaints, framesDecoded } = log;
  if (framesDecoded === 0 || lastFrameMs === null) throw explainOpenFailure(source, complaints, end);
  if (end.exitCode !== 0) {
    const reason = end.signal
      ? `was killed by ${end.signal}`
      : `failed: ${complaints.at(-1)?.text ?? 'no reason given'}`;
    throw new VideoError(
      'decoder-failed',
      `${sourceName(source)}: ffmpeg ${reason} after ${framesDecoded} frames`,
    );
  }
  const truncated = isTruncated({ info, complaints, framesDecoded, lastFrameMs });
  const broken = isUrl(source) ? transferFailure(source, complaints, truncated) : null;
  if (broken) {
    const reason = broken.text.replaceAll(source, sourceName(source));
    throw new VideoError('network', `${sourceName(source)}: the transfer broke off (${reason})`);
  }
  const lines = complaints.map(({ text, times }) => {
    const line = text.replaceAll(source, sourceName(source));
    return times === 1 ? line : `${line} (${times} times)`;
  });
  const clock = info.clock === 'unusable' ? unusableTimes(info) : log.jumps.warning(startUs);
  return { framesDecoded, lastFrameMs, truncated, warnings: clock === null ? lines : [clock, ...lines] };
}

function unusableTimes({ averageFps }: VideoInfo): string {
  const stated = averageFps === null ? '' : ` (${Math.round(averageFps)} frames a second)`;
  return `the times in the file are unusable${stated}; ${assumedFps} frames a second are assumed`;
}

/** Finds the complaint about a failed transfer, which otherwise looks like the end of the file. */
export function transferFailure(
  source: string,
  complaints: readonly Complaint[],
  truncated: boolean,
): Complaint | null {
  const readError = complaints.find(({ context, level, text }) => {
    return level !== 'warning' && context === '' && text.startsWith(source);
  });
  const broken = complaints.find(({ context }) => /^(https?|tcp|tls)$/.test(context));
  return readError ?? (truncated && broken ? broken : null);
}

/** Frames and complaints of a finished decoding run. */
interface DecodedExtent {
  readonly info: VideoInfo;
  readonly complaints: readonly Complaint[];
  readonly framesDecoded: number;
  /** Time of the last decoded frame, milliseconds from the first one. */
  readonly lastFrameMs: number;
}

/** Messages of demuxers when a file ends inside a packet or an element. */
const endsInside = /partial file|File ended prematurely|Truncating packet|Packet corrupt/;

/** Containers without an index or a declared length: only the last frame shows whether the file breaks off. */
const streams = new Set(['mpegts', 'mpeg', 'mpegvideo', 'h264', 'hevc', 'm4v', 'av1', 'obu']);

/** Maximum number of frames that a decoder holds back (H.264, 7.4.2.1.1: max_num_reorder_frames). */
const reorderedFrames = 16;

/** Sizes of MPEG transport packets: plain, with time codes (M2TS), with error correction. */
const transportPacketBytes = [188, 192, 204];

/** Whether the video breaks off before its end, as far as the container shows it. */
function isTruncated(extent: DecodedExtent): boolean {
  const { info, complaints } = extent;
  if (streams.has(info.container)) return breaksOff(extent);
  if (complaints.some(({ text }) => endsInside.test(text))) return true;
  return info.container === 'avi' && fallsShort(extent);
}

/** Whether a stream is damaged at its end; damage in the middle is a lossy transmission, not a cut. */
function breaksOff({ info, complaints, framesDecoded }: DecodedExtent): boolean {
  if (info.container === 'mpegts' && info.sizeBytes !== null) {
    const { sizeBytes } = info;
    if (transportPacketBytes.every((packetBytes) => sizeBytes % packetBytes !== 0)) return true;
  }
  return complaints.some(
    ({ level, afterFrames }) => level !== 'warning' && framesDecoded - afterFrames <= reorderedFrames,
  );
}

/** Whether an AVI ends clearly before its declared duration, which some recorders declare a little too long. */
function fallsShort({ info: { durationMs }, lastFrameMs }: DecodedExtent): boolean {
  return durationMs !== null && durationMs - lastFrameMs > Math.max(2000, durationMs * 0.05);
}
