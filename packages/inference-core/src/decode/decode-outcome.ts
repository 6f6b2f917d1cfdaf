import { VideoError } from '../errors.ts';
import type { Complaint, DecoderLog } from './decoder-log.ts';
import type { ProcessEnd } from './ffmpeg-process.ts';
import { isUrl, sourceName } from './media-source.ts';
import { explainOpenFailure } from './open-failure.ts';
import { isTruncated } from './truncation.ts';
import type { VideoInfo } from './video-info.ts';

/** How decoding ended. */
export interface DecodeOutcome {
  /** All frames that were decoded, sampled or not; behind a seek only those after it. */
  readonly framesDecoded: number;
  /** Time of the last of them. */
  readonly lastFrameMs: number | null;
  /** The file breaks off before its end. */
  readonly truncated: boolean;
  /** What ffmpeg complained about, one line each, at most twenty. */
  readonly warnings: readonly string[];
}

interface DecodeEnd {
  readonly info: VideoInfo;
  readonly log: DecoderLog;
  readonly end: ProcessEnd;
  readonly lastFrameMs: number | null;
}

/**
 * Tells how decoding ended.
 *
 * @throws {VideoError} nothing could be decoded, ffmpeg failed, or the transfer broke off
 */
export function concludeDecoding(source: string, { info, log, end, lastFrameMs }: DecodeEnd): DecodeOutcome {
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
  const warnings = complaints.map(({ text, times }) => {
    const line = text.replaceAll(source, sourceName(source));
    return times === 1 ? line : `${line} (${times} times)`;
  });
  return { framesDecoded, lastFrameMs, truncated, warnings };
}

/** A server that fails looks like a file that ends; only ffmpeg's complaints tell them apart. */
function transferFailure(
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
