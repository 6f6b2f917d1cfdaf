import type { KeypointName, PersonDetection, Pose } from '../../detection.ts';
import { isInside } from '../../store/polygon.ts';
import { type Zone, zoneInPixels } from '../../store/zone.ts';

/** Joints less confident than this are not relied on, 0..1. */
const minJointConfidence = 0.3;
/** A hand is stretched out when it is further from the hip, torso lengths: one that hangs down is within 0.4. */
const minStretch = 0.6;

const arms: readonly (readonly [wrist: KeypointName, hip: KeypointName, shoulder: KeypointName])[] = [
  ['leftWrist', 'leftHip', 'leftShoulder'],
  ['rightWrist', 'rightHip', 'rightShoulder'],
];

/** Names of the shelf zones that a hand is stretched into; null when no hand can be seen. */
export function reachesInto(
  zones: readonly Zone[],
  { pose }: PersonDetection,
  frame: { readonly width: number; readonly height: number },
): string[] | null {
  const seen = pose ? arms.filter(([wrist]) => pose[wrist].confidence >= minJointConfidence) : [];
  if (!pose || seen.length === 0) return null;
  const hands = seen.filter((arm) => isStretched(pose, arm)).map(([wrist]) => pose[wrist]);
  return zones
    .filter(({ kind }) => kind === 'shelf')
    .filter((zone) => hands.some(({ x, y }) => isInside(zoneInPixels(zone, frame), [x, y])))
    .map(({ name }) => name);
}

/** Whether an arm reaches out; taken for granted where the body hides its hip or shoulder. */
function isStretched(pose: Pose, [wrist, hip, shoulder]: (typeof arms)[number]): boolean {
  if (pose[hip].confidence < minJointConfidence || pose[shoulder].confidence < minJointConfidence)
    return true;
  return distance(pose[wrist], pose[hip]) > minStretch * distance(pose[shoulder], pose[hip]);
}

function distance(a: Pose[KeypointName], b: Pose[KeypointName]): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
