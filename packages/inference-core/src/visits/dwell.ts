import type { PathPoint } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight } from '../box.ts';
import { distanceTo, isInside } from '../store/polygon.ts';
import { type Zone, type ZoneKind, zoneInPixels } from '../store/zone.ts';

/** Time that a person spent in a zone. */
export interface ZoneDwell {
  readonly zone: string;
  readonly kind: ZoneKind;
  readonly dwellMs: number;
}

/** Longest gap between two points that counts as presence; of a longer one, only so much does, milliseconds. */
const maxGapMs = 2000;
/**
 * Distance of a shelf from the middle of a body within which the person is at it, box heights: an arm is about 0.44
 * statures long. The zone of a shelf is where hands are, not feet, so nobody stands in it.
 */
const armsReach = 0.45;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Measures how long a path was in each zone, zones without any time left out, in the order of the zones. */
export function zoneDwells(path: readonly PathPoint[], zones: readonly Zone[], frame: Size): ZoneDwell[] {
  return zones
    .map((zone) => ({ zone: zone.name, kind: zone.kind, dwellMs: timeIn([zone], path, frame) }))
    .filter(({ dwellMs }) => dwellMs > 0);
}

/** Measures how long a path was in any of some zones, milliseconds: the time since the point before counts for a point. */
export function timeIn(zones: readonly Zone[], path: readonly PathPoint[], frame: Size): number {
  const areas = zones.map((zone) => ({ kind: zone.kind, polygon: zoneInPixels(zone, frame) }));
  return path.reduce((sum, point, index) => {
    const before = path[index - 1];
    if (!before || !areas.some((area) => isAt(area, point))) return sum;
    return sum + Math.min(point.timeMs - before.timeMs, maxGapMs);
  }, 0);
}

interface Area {
  readonly kind: ZoneKind;
  readonly polygon: ReturnType<typeof zoneInPixels>;
}

/** Whether a person is at a shelf, by the reach of the arms, or in another zone, by the feet. */
function isAt({ kind, polygon }: Area, { box }: PathPoint): boolean {
  if (kind !== 'shelf') return isInside(polygon, [(box.x1 + box.x2) / 2, box.y2]);
  const { x, y } = boxCenter(box);
  return distanceTo(polygon, [x, y]) <= armsReach * boxHeight(box);
}
