import type { Box } from '@deepsentinel/inference-core';
import type { ByFrame, IdentifiedBox } from './frames.ts';
import { matchBoxes } from './match-boxes.ts';
import { type LabelGeometry, walkingDirections } from './walking-direction.ts';

/** A person and the direction the body faces, in degrees of MEBOW's convention, if it is known. */
export interface OrientedBox {
  readonly box: Box;
  readonly orientationDegrees?: number | undefined;
}

/** Agreement of reported orientations with the direction of walking. */
export interface OrientationAccuracy {
  /** Observations of walking persons that were compared. */
  readonly observations: number;
  /** Share of the observations that is off by 45 degrees or less, 0..1; 0 when there are none. */
  readonly within45Degrees: number;
  /** Median error, 0..180 degrees; null when there are no observations. */
  readonly medianErrorDegrees: number | null;
}

/**
 * Compares the orientation of persons with the direction in which the labels walk, on the assumption that walking
 * people face forward. A person is compared if it overlaps a labeled one that walks and has an orientation.
 *
 * @param groundTruth labels of all frames
 * @param persons persons of the analyzed frames
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

/** Computes the angle between two directions, 0..180 degrees. */
function angleBetween(a: number, b: number): number {
  const turn = Math.abs(a - b) % 360;
  return Math.min(turn, 360 - turn);
}

/**
 * Computes the median.
 *
 * @param sorted values in ascending order
 */
function median(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
