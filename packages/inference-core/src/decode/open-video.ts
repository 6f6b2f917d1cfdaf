import { fileURLToPath } from 'node:url';
import type { Frame } from '../frame.ts';
import {
  type GateState,
  type GatingReason,
  type GatingStats,
  initialGateState,
  noGatingStats,
} from '../gating/gate-state.ts';
import { GatedFrames } from '../gating/gated-frames.ts';
import { gatingObstacle } from '../gating/gating-obstacle.ts';
import { holdMs } from '../sampling/adaptive-sampler.ts';
import type { SpanBorder } from '../sampling/span-border.ts';
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

/** Margin before something is noticed, besides the distance of two looks, milliseconds: the smallest beginnings are not. */
const lookBackMs = 1000;

/** Gate that keeps empty footage from being decoded. */
export interface GateSettings {
  /** Reason why everything is decoded; null for passing over what is empty. */
  readonly obstacle: GatingReason | null;
  /** State after the frame at `afterMs`, or the initial one. */
  readonly state: GateState;
  /** Distance of looks while nobody is in view, milliseconds. */
  readonly idleIntervalMs: number;
  readonly showsPeople: (frame: Frame) => Promise<boolean>;
}

/** Sampling rate, start and cancellation of a video that is opened. */
export interface OpenVideoOptions {
  /** Sampled frames per second of video. */
  readonly sampleFps: number;
  /** Leaves out the frames up to this time, milliseconds; the others are exactly those without it. */
  readonly afterMs: number | undefined;
  /** Correction of what a file says of its pictures; frames from memory are taken as they are. */
  readonly pictures: PictureCorrection | undefined;
  readonly gate: GateSettings;
  /** Processor threads of the decoder. */
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

/** An opened video. */
export interface OpenVideo {
  /** Duration, milliseconds; null when the source states none. */
  readonly durationMs: number | null;
  /** Sampled frames, ascending in time, and borders between those that are decoded and those that are not. */
  readonly frames: AsyncIterable<Frame | SpanBorder>;
  /** Takes the account of the frames up to a time, milliseconds, and the state from which to go on after it. */
  account(toMs: number): { readonly state: GateState; readonly stats: GatingStats };
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
  const { state, idleIntervalMs, showsPeople } = options.gate;
  const obstacle = options.gate.obstacle ?? gatingObstacle(name, info);
  const gated = new GatedFrames(
    { ...state, ungated: obstacle ?? state.ungated },
    { ...options, source: name, info, lookBackMs: idleIntervalMs + lookBackMs, holdMs, showsPeople },
  );
  return {
    durationMs: info.durationMs,
    frames: gated.frames(),
    account: (toMs) => ({ ...gated.ledger.take(toMs), ...(obstacle && { state }) }),
    outcome: () => gated.outcome(),
  };
}

function openFrames(source: AsyncIterable<Frame>, options: OpenVideoOptions): OpenVideo {
  const stats: GatingStats = { ...noGatingStats, reason: 'frames from memory' };
  return {
    durationMs: null,
    frames: framesFromMemory(source, options),
    account: () => ({ state: initialGateState, stats }),
    outcome: () => ({ truncated: false, warnings: [] }),
  };
}

/** Converts a file URL to a path; returns an http(s) URL as it is. */
function nameOf(url: URL): string {
  if (url.protocol === 'file:') return fileURLToPath(url);
  if (/^https?:$/.test(url.protocol)) return url.href;
  throw new RangeError(`${url.protocol}//...: expected a URL of file:, http: or https:`);
}
