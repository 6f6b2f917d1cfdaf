import { isDeepStrictEqual } from 'node:util';
import { type AnalysisEvent, iou, type Track } from '@deepsentinel/inference-core';
import type { Analysis } from './analysis.ts';

/** Differences of an analysis from the exhaustive one of the same video. */
export interface Differences {
  /** Tracks of the exhaustive analysis of which the other has no part. */
  readonly missed: number;
  /** Tracks of the other analysis of which the exhaustive one has no part. */
  readonly added: number;
  /** Most frames by which the start or the end of a track differs. */
  readonly endFrames: number;
  /** Tracks that differ otherwise: in a position between their ends, a state, or what was estimated of the person. */
  readonly changed: number;
  /** Events that only one of the two has, or that differ by more than their ends. */
  readonly events: number;
}

/** Compares two analyses of a video, frame by frame of their tracks. */
export function differences(exhaustive: Analysis, other: Analysis): Differences {
  const pairs = exhaustive.tracks.map((track) => ({
    track,
    same: other.tracks.find((candidate) => sharesFrame(track, candidate)),
  }));
  const found = new Set(pairs.map(({ same }) => same));
  const paired = pairs.flatMap(({ track, same }) => (same ? [{ track, same }] : []));
  return {
    missed: pairs.length - paired.length,
    added: other.tracks.filter((track) => !found.has(track)).length,
    endFrames: Math.max(0, ...paired.map(({ track, same }) => differingEnds(track, same))),
    changed: paired.filter(({ track, same }) => !agree(track, same)).length,
    events: differingEvents(exhaustive.events, other.events),
  };
}

/** Whether the tracks have the same person at the same time. */
function sharesFrame(a: Track, b: Track): boolean {
  const boxes = new Map(b.path.map(({ timeMs, box }) => [timeMs, box]));
  return a.path.some(({ timeMs, box }) => boxes.has(timeMs) && iou(box, boxes.get(timeMs)!) > 0.5);
}

/** Frames by which the starts or the ends are apart, whichever is more. */
function differingEnds(a: Track, b: Track): number {
  const longer = a.path.length > b.path.length ? a.path : b.path;
  const between = (x: number, y: number) =>
    longer.filter(({ timeMs }) => timeMs >= Math.min(x, y) && timeMs < Math.max(x, y)).length;
  return Math.max(between(a.startMs, b.startMs), between(a.endMs, b.endMs));
}

/** Whether the tracks are equal where both are, and say the same of the person. */
function agree(a: Track, b: Track): boolean {
  const [fromMs, toMs] = [Math.max(a.startMs, b.startMs), Math.min(a.endMs, b.endMs)];
  const common = ({ path }: Track) => path.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs);
  return isDeepStrictEqual([common(a), a.attributes], [common(b), b.attributes]);
}

/** Difference of an event's ends that counts as none, milliseconds: those of its track may differ by a sampled frame. */
const maxEndShiftMs = 250;

function differingEvents(expected: readonly AnalysisEvent[], found: readonly AnalysisEvent[]): number {
  const without = (others: readonly AnalysisEvent[]) => (event: AnalysisEvent) =>
    !others.some((other) => isSameEvent(event, other));
  return expected.filter(without(found)).length + found.filter(without(expected)).length;
}

function isSameEvent(a: AnalysisEvent, b: AnalysisEvent): boolean {
  const isNear = (x: number, y: number) => Math.abs(x - y) <= maxEndShiftMs;
  const isSameKind = a.type === b.type && a.state === b.state && a.trackIds.length === b.trackIds.length;
  return isSameKind && isNear(a.startMs, b.startMs) && isNear(a.endMs, b.endMs);
}
