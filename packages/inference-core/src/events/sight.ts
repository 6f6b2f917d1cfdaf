import { type Box, boxHeight } from '../box.ts';
import type { PersonDetection } from '../detection.ts';

/** Movement is measured over this stretch of a track, milliseconds. */
const windowMs = 1000;
const minWindowMs = 350;
/**
 * Steps towards or away from the camera look shorter than steps to the side: a camera that looks down on a floor at
 * about 30 degrees shows half of them.
 */
const foreshortening = 2;

export type Direction = 'left' | 'right' | 'towards the camera' | 'away from the camera';
export type Edge = 'left' | 'right' | 'top' | 'bottom' | 'inside';

/** A person in one frame as the event rules see it. */
export interface Sight {
  readonly trackId: number;
  readonly timeMs: number;
  readonly person: PersonDetection;
  readonly frame: { readonly width: number; readonly height: number };
  /** Movement of the feet over the last second, box heights per second; null until there is enough of it to measure. */
  readonly speedHeightsPerSecond: number | null;
  readonly direction: Direction | null;
}

/** A past position of a track's feet. */
export interface Footprint {
  readonly timeMs: number;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** Appends a position and forgets those that no longer matter. */
export function addFootprint(prints: readonly Footprint[], box: Box, timeMs: number): Footprint[] {
  const print = { timeMs, x: (box.x1 + box.x2) / 2, y: box.y2, height: boxHeight(box) };
  return [...prints.filter((old) => timeMs - old.timeMs <= windowMs), print];
}

/** Speed and direction between the oldest and the newest of some footprints. */
export function movement(prints: readonly Footprint[]): Pick<Sight, 'speedHeightsPerSecond' | 'direction'> {
  const first = prints[0];
  const last = prints.at(-1);
  if (!first || !last || last.timeMs - first.timeMs < minWindowMs)
    return { speedHeightsPerSecond: null, direction: null };
  const dx = last.x - first.x;
  const dy = foreshortening * (last.y - first.y);
  const seconds = (last.timeMs - first.timeMs) / 1000;
  const speedHeightsPerSecond = Math.hypot(dx, dy) / ((first.height + last.height) / 2) / seconds;
  return { speedHeightsPerSecond, direction: directionOf(dx, dy) };
}

function directionOf(dx: number, dy: number): Direction {
  if (Math.abs(dx) >= Math.abs(dy)) return dx < 0 ? 'left' : 'right';
  return dy > 0 ? 'towards the camera' : 'away from the camera';
}

/** The border of the frame that a box touches or nearly touches, "inside" when none. */
export function nearestEdge(box: Box, { width, height }: Sight['frame']): Edge {
  const margin = 0.03 * Math.min(width, height);
  if (box.x1 <= margin) return 'left';
  if (box.x2 >= width - margin) return 'right';
  if (box.y2 >= height - margin) return 'bottom';
  return box.y1 <= margin ? 'top' : 'inside';
}
