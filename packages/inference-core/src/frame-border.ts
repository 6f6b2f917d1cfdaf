import type { Box } from '@deepsentinel/queue-contracts';
import { moveBox } from './box.ts';

/** A border of the frame, "inside" away from all of them. */
export type Edge = 'left' | 'right' | 'top' | 'bottom' | 'inside';

/** A box this close to the border may be cut by it, shares of the frame's shorter side. */
const marginShare = 0.03;
/** Someone who gets to the border at the same pace within this time passes it: the last step is seldom seen, milliseconds. */
const maxAheadMs = 1000;

/** The border of the frame that a box touches or nearly touches, "inside" when none. */
export function nearestEdge(box: Box, { width, height }: { width: number; height: number }): Edge {
  const margin = marginShare * Math.min(width, height);
  if (box.x1 <= margin) return 'left';
  if (box.x2 >= width - margin) return 'right';
  if (box.y2 >= height - margin) return 'bottom';
  return box.y1 <= margin ? 'top' : 'inside';
}

/** A box at a time, milliseconds. */
export interface TimedBox {
  readonly box: Box;
  readonly timeMs: number;
}

/**
 * The border that somebody passes after `to`, coming from `from`: the one that the box touches, or gets to within a
 * second at the same pace. With `from` later than `to`, the border that somebody came in by.
 */
export function passedEdge(
  from: TimedBox,
  to: TimedBox,
  frame: { readonly width: number; readonly height: number },
): Edge {
  const edge = nearestEdge(to.box, frame);
  const elapsedMs = Math.abs(to.timeMs - from.timeMs);
  if (edge !== 'inside' || elapsedMs === 0) return edge;
  const steps = maxAheadMs / elapsedMs;
  const dx = (to.box.x1 + to.box.x2 - from.box.x1 - from.box.x2) / 2;
  return nearestEdge(moveBox(to.box, steps * dx, steps * (to.box.y2 - from.box.y2)), frame);
}
