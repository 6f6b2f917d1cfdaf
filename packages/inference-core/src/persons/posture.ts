import type { Box, Posture } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth } from '../box.ts';
import type { Keypoint, Pose } from '../detection.ts';

/** Minimum confidence of a joint that is used, 0..1. */
const minJointConfidence = 0.2;
/**
 * Share of the way down from the hips to the ankles at which the knees of somebody seated are at most. Thigh and shank
 * are equally long, so that the knees of somebody upright are half way down, whatever the pitch of the camera; a thigh
 * raised by 45 degrees, half way to that of somebody on a chair, moves them up to cos 45 / (1 + cos 45).
 *
 * @see D. A. Winter, Biomechanics and Motor Control of Human Movement, table 4.1 (0.245 and 0.246 body heights)
 */
const maxSeatedKneeShare = 0.41;
/** Drop of the ankles of somebody who sits on the floor, torso lengths: upright, it is 0.8 under a camera that looks down steeply. */
const maxFloorLegDrop = 0.7;
/** Drop of the knees of somebody on a chair whose ankles are not seen, torso lengths. */
const maxSeatedThighDrop = 0.45;
/** Drop of the ankles from which the legs carry a torso that leans over, torso lengths: a shank alone has 0.85. */
const minCarryingLegDrop = 0.9;

/**
 * Classifies the posture of a body by the tilt of its torso, the aspect ratio of its box and the drop of knees and
 * ankles below the hips.
 *
 * @returns undefined when the joints do not show it: a body whose hips or knees are hidden may stand or sit
 */
export function classifyPosture(pose: Pose, box: Box): Posture | undefined {
  const angles = bodyAngles(pose);
  if (isLying(angles, boxWidth(box) / boxHeight(box))) return 'lying';
  const { torsoTiltDegrees, thighDrop } = angles;
  if (torsoTiltDegrees === null) return undefined;
  if (isSeated(angles)) return 'sitting';
  if (thighDrop === null) return undefined;
  return torsoTiltDegrees > 40 ? 'bending' : 'standing';
}

/** Whether the body is level, or its torso points at the camera and the knees are raised further above the hips than a thigh is long. */
function isLying({ torsoTiltDegrees, thighDrop, legDrop }: BodyAngles, aspect: number): boolean {
  if (aspect > 1.35 || (thighDrop !== null && thighDrop < -1)) return true;
  if (torsoTiltDegrees === null || (legDrop !== null && legDrop > minCarryingLegDrop)) return false;
  return torsoTiltDegrees > 60 || (torsoTiltDegrees > 45 && aspect > 0.9);
}

function isSeated({ thighDrop, legDrop }: BodyAngles): boolean {
  if (legDrop === null) return thighDrop !== null && thighDrop < maxSeatedThighDrop;
  if (legDrop < maxFloorLegDrop) return true;
  return thighDrop !== null && thighDrop < maxSeatedKneeShare * legDrop;
}

interface BodyAngles {
  /** Angle of the torso to the vertical. */
  readonly torsoTiltDegrees: number | null;
  /** Drops of knees and ankles below the hips, torso lengths. */
  readonly thighDrop: number | null;
  readonly legDrop: number | null;
}

/** Measures a body; null where joints are missing. */
function bodyAngles(pose: Pose): BodyAngles {
  const shoulders = middle(pose.leftShoulder, pose.rightShoulder);
  const hips = middle(pose.leftHip, pose.rightHip);
  if (!shoulders || !hips) return { torsoTiltDegrees: null, thighDrop: null, legDrop: null };
  const torso = Math.hypot(shoulders.x - hips.x, shoulders.y - hips.y) + 1e-6;
  const knees = middle(pose.leftKnee, pose.rightKnee);
  const ankles = middle(pose.leftAnkle, pose.rightAnkle);
  return {
    torsoTiltDegrees: Math.abs((Math.atan2(shoulders.x - hips.x, hips.y - shoulders.y) * 180) / Math.PI),
    thighDrop: knees && (knees.y - hips.y) / torso,
    legDrop: ankles && (ankles.y - hips.y) / torso,
  };
}

/** Midpoint of two joints, or the only confident one; null when neither is. */
function middle(left: Keypoint, right: Keypoint): { x: number; y: number } | null {
  const joints = [left, right].filter((joint) => joint.confidence > minJointConfidence);
  if (joints.length === 0) return null;
  const sum = (axis: 'x' | 'y') => joints.reduce((total, joint) => total + joint[axis], 0);
  return { x: sum('x') / joints.length, y: sum('y') / joints.length };
}

/** Shoulder width, hip width (seen face-on) and nose offset (seen in profile), as shares of the torso's length. */
const shoulderWidth = 0.55;
const hipWidth = 0.35;
const noseOffset = 0.3;

/**
 * Computes the direction that a body faces from its joints: the signed widths of shoulders and hips tell front from
 * back, the nose's offset from the shoulders tells left from right.
 *
 * @returns degrees in MEBOW's convention: 0 back to the camera, 90 facing image left, 180 facing the camera, 270 facing
 *   image right
 */
export function orientationDegrees(pose: Pose): number {
  const shoulders = midpoint(pose.leftShoulder, pose.rightShoulder);
  const hips = midpoint(pose.leftHip, pose.rightHip);
  const torso = Math.hypot(shoulders.x - hips.x, shoulders.y - hips.y) + 1e-6;
  const frontal = clampToUnit(
    (0.5 * (pose.leftShoulder.x - pose.rightShoulder.x)) / torso / shoulderWidth +
      (0.5 * (pose.leftHip.x - pose.rightHip.x)) / torso / hipWidth,
  );
  const noseX = (pose.nose.x + pose.leftEye.x + pose.rightEye.x) / 3;
  const rightward = clampToUnit((noseX - shoulders.x) / torso / noseOffset);
  return ((Math.atan2(-rightward, -frontal) * 180) / Math.PI + 360) % 360;
}

/**
 * Rounds an orientation to a quarter turn.
 *
 * @param degrees 0..360
 */
export function nearestQuarter(degrees: number): 0 | 90 | 180 | 270 {
  const quarters = [0, 90, 180, 270] as const;
  return quarters[Math.round(degrees / 90) % 4]!;
}

function midpoint(a: Keypoint, b: Keypoint): { x: number; y: number } {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function clampToUnit(value: number): number {
  return Math.min(1, Math.max(-1, value));
}
