import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth } from '../../box.ts';
import type { KeypointName, PersonDetection, Pose } from '../../detection.ts';
import { isInside } from '../../store/polygon.ts';
import { type Zone, zoneInPixels } from '../../store/zone.ts';

/** Joints less confident than this are not relied on, 0..1. */
const minJointConfidence = 0.3;
/** A hand is stretched out when it is further from the hip, torso lengths: one that hangs down is within 0.4. */
const minStretch = 0.6;

/** Length of an arm with its hand, shares of the body height. */
const armLength = 0.45;

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

/** Whether the hands of the person in a box may get into one of the zones. */
export function canReach(
  box: Box,
  zones: readonly Zone[],
  frame: { readonly width: number; readonly height: number },
): boolean {
  const reach = armLength * Math.max(boxHeight(box), boxWidth(box));
  return zones.some((zone) => {
    const corners = zoneInPixels(zone, frame);
    const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
    const apartX = Math.max(Math.min(...xs) - box.x2, box.x1 - Math.max(...xs));
    const apartY = Math.max(Math.min(...ys) - box.y2, box.y1 - Math.max(...ys));
    return Math.max(apartX, apartY) <= reach;
  });
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
