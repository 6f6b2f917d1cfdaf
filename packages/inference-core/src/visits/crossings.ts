import type { PathPoint } from '@deepsentinel/queue-contracts';
import { boxHeight } from '../box.ts';
import { type CountingLine, sideOf } from '../store/line.ts';
import type { Point } from '../store/polygon.ts';

/** A person crossed a line. */
export interface LineCrossing {
  readonly line: string;
  readonly direction: 'in' | 'out';
  /** Milliseconds from the first frame of the video. */
  readonly timeMs: number;
}

/**
 * Distance from a line below which feet are on neither side of it, box heights: boxes of people who stand still move by
 * about half of it.
 */
const margin = 0.1;

/** Finds where a path crosses lines, ascending in time. */
export function lineCrossings(
  path: readonly PathPoint[],
  lines: readonly CountingLine[],
  frame: { readonly width: number; readonly height: number },
): LineCrossing[] {
  return lines.flatMap((line) => crossingsOf(path, line, frame)).toSorted((a, b) => a.timeMs - b.timeMs);
}

function crossingsOf(
  path: readonly PathPoint[],
  { name, from, to, inside }: CountingLine,
  { width, height }: { readonly width: number; readonly height: number },
): LineCrossing[] {
  const inPixels = ([x, y]: Point): Point => [x * width, y * height];
  const ends = [inPixels(from), inPixels(to)] as const;
  const length = Math.hypot(ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]);
  const inward = Math.sign(sideOf(ends, inPixels(inside)));
  const crossings: LineCrossing[] = [];
  let last: { readonly feet: Point; readonly distance: number } | null = null;
  for (const { timeMs, box } of path) {
    const feet: Point = [(box.x1 + box.x2) / 2, box.y2];
    const distance = (inward * sideOf(ends, feet)) / length;
    if (Math.abs(distance) < margin * boxHeight(box)) continue;
    if (last && last.distance * distance < 0 && passesBetween(ends, last, { feet, distance })) {
      crossings.push({ line: name, direction: distance > 0 ? 'in' : 'out', timeMs });
    }
    last = { feet, distance };
  }
  return crossings;
}

/** Whether the way between points on both sides of a line passes between the ends of the line. */
function passesBetween(
  [[x1, y1], [x2, y2]]: readonly [Point, Point],
  before: { readonly feet: Point; readonly distance: number },
  after: { readonly feet: Point; readonly distance: number },
): boolean {
  const share = before.distance / (before.distance - after.distance);
  const x = before.feet[0] + share * (after.feet[0] - before.feet[0]);
  const y = before.feet[1] + share * (after.feet[1] - before.feet[1]);
  const along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2);
  return along >= 0 && along <= 1;
}
