import { type Box, boxCentre, boxHeight, boxWidth } from '../box.ts';
import type { Keypoint, PersonDetection, Pose } from '../detection.ts';

/** Joints of the head less confident than this are not relied on, 0..1. */
const minJointConfidence = 0.3;
/** Half the side of the covered square as a share of the body's longer side: generous, because better too much than a face. */
const coveredShare = 0.11;
/** Part of an upright box that holds the head. */
const upperShare = 0.25;

/** The part of a frame that holds a person's head; rather too large than too small. */
export function headBox({ box, pose, posture }: PersonDetection): Box {
  const joints = pose ? confidentHeadJoints(pose) : [];
  if (joints.length >= 2) return aroundJoints(joints, Math.max(boxWidth(box), boxHeight(box)));
  // Which end of a lying body is the head is not known without its joints.
  if (posture === 'lying' || boxWidth(box) > boxHeight(box)) return box;
  return { ...box, y2: box.y1 + upperShare * boxHeight(box) };
}

function confidentHeadJoints({ nose, leftEye, rightEye, leftEar, rightEar }: Pose): Keypoint[] {
  return [nose, leftEye, rightEye, leftEar, rightEar].filter(
    ({ confidence }) => confidence >= minJointConfidence,
  );
}

function aroundJoints(joints: readonly Keypoint[], bodySide: number): Box {
  const xs = joints.map(({ x }) => x);
  const ys = joints.map(({ y }) => y);
  const span = { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) };
  const centre = boxCentre(span);
  const half = Math.max(coveredShare * bodySide, boxWidth(span), boxHeight(span));
  return { x1: centre.x - half, y1: centre.y - half, x2: centre.x + half, y2: centre.y + half };
}
