import { boxHeight } from '@deepsentinel/inference-core';
import type { ByFrame, IdentifiedBox } from './frames.ts';

/** Relation of the labels' frames and picture to time and ground. */
export interface LabelGeometry {
  /** Frames per second of the labeled video; frame numbers count in these. */
  readonly labelFps: number;
  /**
   * Ratio of a step away from the camera on the ground to its length in the picture, relative to a step sideways: 1 /
   * sin(angle of the camera below the horizon). 1 for a view from straight above, 2 for 30 degrees, 3 (unless given)
   * for 20 degrees as is usual outdoors; PETS09-S2L1 has 3.1 by its labels' world coordinates.
   */
  readonly verticalStretch?: number;
}

const defaultVerticalStretch = 3;
/** Length of the path over which the direction is measured, half of it before the frame and half after. */
const windowSeconds = 1;
/** Shortest usable piece of that path; with less, the person came or went just then. */
const minSpanSeconds = 0.5;
/** Speed below which a person is not walking; box heights per second, on the ground. */
const minSpeed = 0.3;

interface Step {
  readonly seconds: number;
  /** Position of the feet, in box heights; the vertical is stretched to ground lengths. */
  readonly x: number;
  readonly y: number;
}

/**
 * Computes the direction in which each person walks from the movement of the feet (middle of the lower edge of the
 * box), smoothed by a straight line through about a second of the path. A person who stands still, or is seen too
 * briefly, has none.
 *
 * @param groundTruth labels of all frames, also of those that are not to be evaluated: they make the path
 * @returns directions by frame and id, degrees in MEBOW's convention: 0 away from the camera (up in the picture), 90 to
 *   the left of the picture, 180 towards the camera, 270 to the right
 */
export function walkingDirections(
  groundTruth: ByFrame<IdentifiedBox>,
  geometry: LabelGeometry,
): Map<number, Map<number, number>> {
  const directions = new Map<number, Map<number, number>>();
  for (const [id, path] of pathsById(groundTruth)) {
    for (const frame of path.keys()) {
      const direction = directionAt(path, frame, geometry);
      if (direction === null) continue;
      directions.set(frame, (directions.get(frame) ?? new Map<number, number>()).set(id, direction));
    }
  }
  return directions;
}

type Path = Map<number, IdentifiedBox>;

function pathsById(groundTruth: ByFrame<IdentifiedBox>): Map<number, Path> {
  const paths = new Map<number, Path>();
  for (const [frame, people] of groundTruth) {
    for (const person of people) {
      paths.set(person.id, (paths.get(person.id) ?? new Map()).set(frame, person));
    }
  }
  return paths;
}

function directionAt(
  path: Path,
  frame: number,
  { labelFps, verticalStretch = defaultVerticalStretch }: LabelGeometry,
): number | null {
  const height = boxHeight(path.get(frame)!.box);
  const reach = Math.round((windowSeconds / 2) * labelFps);
  const steps: Step[] = [];
  for (let near = frame - reach; near <= frame + reach; near++) {
    const box = path.get(near)?.box;
    if (!box) continue;
    const y = (box.y2 * verticalStretch) / height;
    steps.push({ seconds: near / labelFps, x: (box.x1 + box.x2) / 2 / height, y });
  }
  if (steps.at(-1)!.seconds - steps[0]!.seconds < minSpanSeconds) return null;
  const { x, y } = velocity(steps);
  return Math.hypot(x, y) < minSpeed ? null : (Math.atan2(-x, -y) * (180 / Math.PI) + 360) % 360;
}

/** Fits straight lines to the steps (least squares) and returns their slopes, per second. */
function velocity(steps: readonly Step[]): { x: number; y: number } {
  const mean = (value: (step: Step) => number) =>
    steps.reduce((sum, step) => sum + value(step), 0) / steps.length;
  const center = mean(({ seconds }) => seconds);
  const spread = mean(({ seconds }) => (seconds - center) ** 2);
  return {
    x: mean((step) => (step.seconds - center) * step.x) / spread,
    y: mean((step) => (step.seconds - center) * step.y) / spread,
  };
}
