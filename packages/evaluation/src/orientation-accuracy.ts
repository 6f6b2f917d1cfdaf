import type { Box } from '@deepsentinel/inference-core';
import type { ByFrame, IdentifiedBox } from './frames.ts';
import { matchBoxes } from './match-boxes.ts';
import { type LabelGeometry, walkingDirections } from './walking-direction.ts';

/** A person with the direction the body faces, in degrees of MEBOW's convention, if it is known. */
export interface OrientedBox {
  readonly box: Box;
  readonly orientationDegrees?: number | undefined;
}

/** How well reported orientations agree with the direction of walking. */
export interface OrientationAccuracy {
  /** Sights of walking persons that were compared. */
  readonly observations: number;
  /** Share of them that is off by 45 degrees or less, 0..1; 0 when there are none. */
  readonly within45Degrees: number;
  /** 0..180, null when there are none. */
  readonly medianErrorDegrees: number | null;
}

/**
 * Compares the orientation of persons with the direction in which the labels say they walk, taking for granted that who
 * walks faces forward. Each person counts who overlaps a labeled one that walks; persons without an orientation do not.
 *
 * @param groundTruth labels of all frames
 * @param persons of the analyzed frames
 */
export function orientationAccuracy(
  groundTruth: ByFrame<IdentifiedBox>,
  persons: ByFrame<OrientedBox>,
  geometry: LabelGeometry,
): OrientationAccuracy {
  const errors = orientationErrors(groundTruth, persons, geometry).sort((a, b) => a - b);
  return {
    observations: errors.length,
    within45Degrees: errors.filter((error) => error <= 45).length / Math.max(1, errors.length),
    medianErrorDegrees: median(errors),
  };
}

function orientationErrors(
  groundTruth: ByFrame<IdentifiedBox>,
  persons: ByFrame<OrientedBox>,
  geometry: LabelGeometry,
): number[] {
  const directions = walkingDirections(groundTruth, geometry);
  return [...persons].flatMap(([frame, reported]) =>
    matchBoxes({ labeled: groundTruth.get(frame) ?? [], reported }).flatMap((match) => {
      const walking = directions.get(frame)?.get(match.labeled.id);
      const facing = match.reported.orientationDegrees;
      return walking === undefined || facing === undefined ? [] : angleBetween(walking, facing);
    }),
  );
}

/** @returns 0..180 degrees */
function angleBetween(a: number, b: number): number {
  const turn = Math.abs(a - b) % 360;
  return Math.min(turn, 360 - turn);
}

/** @param sorted ascending */
function median(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
