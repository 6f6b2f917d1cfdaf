import type { Keypoint, Pose } from '../detection.ts';

/** Ratio of a person's shoulder width, hip width and nose offset to the torso's length, seen face-on or in profile. */
const shoulderWidth = 0.55;
const hipWidth = 0.35;
const noseOffset = 0.3;

/**
 * Direction that a body faces, from its joints: the signed widths of shoulders and hips tell front from back, the
 * nose's offset from the shoulders tells left from right.
 *
 * @returns degrees in MEBOW's convention: 0 back to the camera, 90 facing image left, 180 facing the camera, 270 facing image right
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
 * The direction of four that an orientation is nearest to.
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
