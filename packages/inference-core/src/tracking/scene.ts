import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight } from '../box.ts';
import type { Frame } from '../frame.ts';
import { passedEdge, type TimedBox } from '../frame-border.ts';
import { distanceTo, type Polygon } from '../store/polygon.ts';

/** What the tracker knows of the picture besides its persons. */
export interface Scene {
  readonly frame: Frame;
  /** Exit zones of the camera, source-frame pixels: doors inside the picture. */
  readonly exits: readonly Polygon[];
}

/** A track lost within this distance of an exit zone counts as having left by it, box heights: the last step is seldom seen. */
const exitReach = 0.3;

/**
 * Whether somebody passes a border of the frame or a door after `to`, coming from `from`; with `from` later than `to`,
 * whether somebody came in that way.
 */
export function isPassage(from: TimedBox, to: TimedBox, { frame, exits }: Scene): boolean {
  return exits.some((exit) => isAtExit(exit, to.box)) || passedEdge(from, to, frame) !== 'inside';
}

/** Whether somebody is in an exit zone or a step away from it. */
export function isAtExit(exit: Polygon, box: Box): boolean {
  return distanceTo(exit, [(box.x1 + box.x2) / 2, box.y2]) <= exitReach * boxHeight(box);
}
