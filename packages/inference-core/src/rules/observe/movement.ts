import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth } from '../../box.ts';

/** Movement is measured over this stretch of a track, milliseconds. */
const windowMs = 1000;
const minWindowMs = 350;
/** Longest stretch at low frame rates, where the usual one holds fewer than three positions, milliseconds. */
const maxWindowMs = 2500;
/**
 * Steps towards or away from the camera look shorter than steps to the side: a camera that looks down on a floor at
 * about 30 degrees shows half of them.
 */
export const foreshortening = 2;

export type Direction = 'left' | 'right' | 'towards the camera' | 'away from the camera';

/**
 * Slower feet are taken for standing, body heights per second: a quarter of a meter. A stroll is about 0.5, and of the
 * slower half of a second about 0.3; somebody who shifts from foot to foot stays below 0.1.
 */
export const walkingSpeed = 0.15;

/** A past position of a track's feet, pixels. */
export interface FootPosition {
  readonly timeMs: number;
  readonly x: number;
  readonly y: number;
  /** Longer side of the box: the height of somebody upright. */
  readonly length: number;
}

/** Speed and direction of a track. */
export interface Movement {
  /** Movement of the feet over the last second, box heights per second; null until there is enough of it to measure. */
  readonly speedHeightsPerSecond: number | null;
  /** The same over the last half of that second: higher of somebody who sets off. */
  readonly latestSpeedHeightsPerSecond: number | null;
  readonly direction: Direction | null;
}

/** Appends a position and forgets those that no longer matter. */
export function extendTrail(trail: readonly FootPosition[], box: Box, timeMs: number): FootPosition[] {
  const length = Math.max(boxHeight(box), boxWidth(box));
  const position = { timeMs, x: (box.x1 + box.x2) / 2, y: box.y2, length };
  const isRecent = ({ timeMs: oldMs }: FootPosition, index: number) =>
    timeMs - oldMs <= (index >= trail.length - 2 ? maxWindowMs : windowMs);
  return [...trail.filter(isRecent), position];
}

/**
 * Measures speed and direction over a trail: along each axis, the slower of the velocities in its two halves, or none
 * where they have opposite signs. A lower end of the box that jumps between two heights is therefore no movement: it
 * never goes the same way twice.
 */
export function movement(trail: readonly FootPosition[]): Movement {
  const first = trail[0];
  const last = trail.at(-1);
  if (!first || !last || last.timeMs - first.timeMs < minWindowMs)
    return { speedHeightsPerSecond: null, latestSpeedHeightsPerSecond: null, direction: null };
  const middle = middleOf(trail, (first.timeMs + last.timeMs) / 2);
  const velocity = (axis: 'x' | 'y') => {
    if (!middle) return rate(first, last, axis);
    return slower(rate(first, middle, axis), rate(middle, last, axis));
  };
  const [x, y] = [velocity('x'), foreshortening * velocity('y')];
  const latest = (axis: 'x' | 'y') => rate(middle ?? first, last, axis);
  const bodyLength = Math.max(...trail.map(({ length }) => length));
  return {
    speedHeightsPerSecond: Math.hypot(x, y) / bodyLength,
    latestSpeedHeightsPerSecond: Math.hypot(latest('x'), foreshortening * latest('y')) / bodyLength,
    direction: directionOf(x, y),
  };
}

/** Names the direction of a step, in pixels with the vertical one made up for foreshortening; null without a step. */
export function directionOf(dx: number, dy: number): Direction | null {
  if (dx === 0 && dy === 0) return null;
  if (Math.abs(dx) >= Math.abs(dy)) return dx < 0 ? 'left' : 'right';
  return dy > 0 ? 'towards the camera' : 'away from the camera';
}

/** Finds the position nearest in time; null when there are only the first and the last. */
function middleOf(trail: readonly FootPosition[], timeMs: number): FootPosition | null {
  const distance = (position: FootPosition) => Math.abs(position.timeMs - timeMs);
  return trail.slice(1, -1).toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** Velocity between two positions along an axis, pixels per second. */
function rate(from: FootPosition, to: FootPosition, axis: 'x' | 'y'): number {
  return ((to[axis] - from[axis]) * 1000) / (to.timeMs - from.timeMs);
}

/** The slower of two velocities; 0 when they have opposite signs. */
function slower(a: number, b: number): number {
  if (a * b <= 0) return 0;
  return Math.abs(a) < Math.abs(b) ? a : b;
}
