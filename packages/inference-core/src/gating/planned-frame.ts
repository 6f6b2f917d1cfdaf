import { isChosen } from '../decode/sampling-expression.ts';
import { type Packet, shownTimes } from './packet.ts';
import type { Span } from './packet-activity.ts';

/** Sampled frame that has not been decoded yet. */
export interface PlannedFrame {
  /** Time on the container's clock, microseconds. */
  readonly timeUs: number;
  readonly timeMs: number;
  /** Whether its picture is wanted. */
  isWanted: boolean;
}

interface PlannedGrid {
  readonly originUs: number;
  /** Time of the picture before the packets; null when there is none. */
  readonly previousUs: number | null;
  readonly sampleFps: number;
}

/** Lists the frames that full decoding would sample, and the time of the last picture, sampled or not. */
export function planFrames(
  packets: readonly Packet[],
  { originUs, previousUs, sampleFps }: PlannedGrid,
): { readonly frames: PlannedFrame[]; readonly lastUs: number | null } {
  const times = shownTimes(packets).filter((timeUs) => timeUs >= originUs);
  const before = previousUs === null || previousUs < originUs ? null : previousUs - originUs;
  const frames = times.flatMap((timeUs, index) => {
    const previous = index > 0 ? times[index - 1]! - originUs : before;
    if (!isChosen(timeUs - originUs, previous, sampleFps)) return [];
    return [{ timeUs, timeMs: Math.round((timeUs - originUs) / 1000), isWanted: false }];
  });
  return { frames, lastUs: times.at(-1) ?? null };
}

/** Marks the frames whose pictures some spans want. */
export function wantedFrom(frames: readonly PlannedFrame[], spans: readonly Span[]): void {
  for (const frame of frames) {
    frame.isWanted = spans.some(({ fromUs, toUs }) => frame.timeUs >= fromUs && frame.timeUs <= toUs);
  }
}
