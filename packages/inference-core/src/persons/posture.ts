import type { Box, Posture } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth } from '../box.ts';
import type { Keypoint, Pose } from '../detection.ts';

/** Joints less confident than this say nothing, 0..1. */
const minJointConfidence = 0.2;

/**
 * Posture of a body from the tilt of its torso, the shape of its box and how far the knees and ankles hang below the
 * hips (in torso lengths).
 */
export function classifyPosture(pose: Pose, box: Box): Posture {
  const { torsoTiltDegrees, thighDrop, legDrop } = bodyAngles(pose);
  const aspect = boxWidth(box) / boxHeight(box);
  if (torsoTiltDegrees > 60 || aspect > 1.35) return 'lying';
  if (torsoTiltDegrees > 45 && aspect > 0.9) return 'lying';
  if (thighDrop < 0.45 || legDrop < 0.95) return 'sitting';
  return torsoTiltDegrees > 40 ? 'bending' : 'standing';
}

/** Angle of the torso against the vertical, and drops of knees and ankles; where joints are missing, those of an upright body. */
function bodyAngles(pose: Pose): { torsoTiltDegrees: number; thighDrop: number; legDrop: number } {
  const shoulders = middle(pose.leftShoulder, pose.rightShoulder);
  const hips = middle(pose.leftHip, pose.rightHip);
  if (!shoulders || !hips) return { torsoTiltDegrees: 0, thighDrop: Infinity, legDrop: Infinity };
  const torso = Math.hypot(shoulders.x - hips.x, shoulders.y - hips.y) + 1e-6;
  const knees = middle(pose.leftKnee, pose.rightKnee);
  const ankles = middle(pose.leftAnkle, pose.rightAnkle);
  return {
    torsoTiltDegrees: Math.abs((Math.atan2(shoulders.x - hips.x, hips.y - shoulders.y) * 180) / Math.PI),
    thighDrop: knees ? (knees.y - hips.y) / torso : Infinity,
    legDrop: ankles ? (ankles.y - hips.y) / torso : Infinity,
  };
}

/** Midpoint of two joints, or the one that is confident, or none. */
function middle(left: Keypoint, right: Keypoint): { x: number; y: number } | null {
  const seen = [left, right].filter((joint) => joint.confidence > minJointConfidence);
  if (seen.length === 0) return null;
  const sum = (axis: 'x' | 'y') => seen.reduce((total, joint) => total + joint[axis], 0);
  return { x: sum('x') / seen.length, y: sum('y') / seen.length };
}
