import { boxHeight, boxWidth } from '../../box.ts';
import type { KeypointName, PersonDetection } from '../../detection.ts';
import type { Point } from '../../store/polygon.ts';

const limbs = ['leftWrist', 'rightWrist', 'leftAnkle', 'rightAnkle'] as const satisfies KeypointName[];
const trunk = ['leftShoulder', 'rightShoulder', 'leftHip', 'rightHip'] as const satisfies KeypointName[];
/** Joints less confident than this are not relied on, 0..1. */
const minJointConfidence = 0.3;
/** Shortest time over which they are compared, milliseconds: over less, a joint that jumps looks fast. */
const minStepMs = 150;
/** Longest time over which two positions of a limb are compared; over more, it may have gone anywhere, milliseconds. */
const maxStepMs = 750;

/** Positions of a person's limbs relative to the trunk, body lengths. A JSON value. */
export interface LimbPositions {
  readonly timeMs: number;
  readonly limbs: Readonly<Partial<Record<(typeof limbs)[number], Point>>>;
}

/** The longer side of the box: the height of somebody upright. */
export const bodyLength = ({ box }: PersonDetection): number => Math.max(boxHeight(box), boxWidth(box));

/** Finds the limbs of a person; none where the joints cannot be seen. */
export function limbPositions(person: PersonDetection, timeMs: number): LimbPositions {
  const { pose } = person;
  const isSeen = (name: KeypointName) => pose !== undefined && pose[name].confidence >= minJointConfidence;
  const seenTrunk = trunk.filter(isSeen).map((name) => pose![name]);
  if (seenTrunk.length === 0) return { timeMs, limbs: {} };
  const center = (axis: 'x' | 'y') =>
    seenTrunk.reduce((sum, joint) => sum + joint[axis], 0) / seenTrunk.length;
  const [x, y, length] = [center('x'), center('y'), bodyLength(person)];
  const offset = (name: KeypointName): Point => [(pose![name].x - x) / length, (pose![name].y - y) / length];
  return { timeMs, limbs: Object.fromEntries(limbs.filter(isSeen).map((name) => [name, offset(name)])) };
}

/** Appends positions and forgets those that are no longer compared. */
export function extendLimbs(before: readonly LimbPositions[], after: LimbPositions): LimbPositions[] {
  return [...before.filter(({ timeMs }) => after.timeMs - timeMs <= maxStepMs), after];
}

/**
 * Speed of the fastest limb relative to the trunk, body lengths per second; 0 where none can be compared. Positions are
 * compared over the same time at all frame rates that allow it.
 */
export function limbSpeed(before: readonly LimbPositions[], after: LimbPositions): number {
  const comparable = before.findLast(({ timeMs }) => after.timeMs - timeMs >= minStepMs);
  const stepMs = comparable ? after.timeMs - comparable.timeMs : 0;
  if (!comparable || stepMs > maxStepMs) return 0;
  const moved = limbs.flatMap((name) => {
    const [from, to] = [comparable.limbs[name], after.limbs[name]];
    return from && to ? [Math.hypot(to[0] - from[0], to[1] - from[1])] : [];
  });
  return (Math.max(0, ...moved) * 1000) / stepMs;
}
