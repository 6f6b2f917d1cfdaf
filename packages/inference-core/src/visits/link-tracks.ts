import { boxHeight } from '../box.ts';
import type { TimedBox } from '../frame-border.ts';
import { footDistanceHeights } from '../tracking/association.ts';
import { assignMinimumCost } from '../tracking/hungarian.ts';

/**
 * A person last seen within this time of the end of the video was still there, milliseconds: at the idle rate a second
 * passes between two frames, and a hidden person is looked for during two more.
 */
export const stillThereMs = 3000;

/**
 * Distance of the feet before and after a border within which they may belong to one person, box heights: somebody at rest
 * whose box flickers, and beyond that the path of a brisk walk of 1.7 m/s by a person of 1.7 m.
 */
const maxRestingDistance = 0.3;
const maxDistancePerSecond = 1;
/** Ratio of heights beyond which two boxes are two persons: an adult and a toddler, one near and one far. */
const maxHeightRatio = 1.5;

/**
 * Finds who was in view when a recording ended and when the next one began.
 *
 * @param lasts where people were last seen in the one; null where nothing is known
 * @param firsts where people were first seen in the next, by the same clock
 * @returns pairs of indices
 */
export function linkTracks(
  lasts: readonly (TimedBox | null)[],
  firsts: readonly (TimedBox | null)[],
): (readonly [last: number, first: number])[] {
  return assignMinimumCost(lasts.map((last) => firsts.map((first) => linkCost(last, first))));
}

/** Distance that the feet have moved, box heights; Infinity where they cannot belong to one person. */
function linkCost(last: TimedBox | null, first: TimedBox | null): number {
  if (!last || !first) return Infinity;
  const heights = [boxHeight(last.box), boxHeight(first.box)];
  if (Math.max(...heights) > maxHeightRatio * Math.min(...heights)) return Infinity;
  const distance = footDistanceHeights(last.box, first.box);
  const seconds = Math.abs(first.timeMs - last.timeMs) / 1000;
  return distance <= maxRestingDistance + maxDistancePerSecond * seconds ? distance : Infinity;
}
