import type { Box, Posture } from '@deepsentinel/queue-contracts';

/** Object that a detector found in one frame. */
export interface Detection {
  /** Box in source-frame pixels. */
  readonly box: Box;
  /** Confidence, 0..1. */
  readonly confidence: number;
}

/** Body joint in source-frame pixels. */
export interface Keypoint {
  readonly x: number;
  readonly y: number;
  /** Confidence, 0..1. */
  readonly confidence: number;
}

/** Names of COCO's 17 joints, in COCO's order; left and right as the person sees them. */
export const cocoKeypoints = [
  'nose',
  'leftEye',
  'rightEye',
  'leftEar',
  'rightEar',
  'leftShoulder',
  'rightShoulder',
  'leftElbow',
  'rightElbow',
  'leftWrist',
  'rightWrist',
  'leftHip',
  'rightHip',
  'leftKnee',
  'rightKnee',
  'leftAnkle',
  'rightAnkle',
] as const;
export type KeypointName = (typeof cocoKeypoints)[number];
/** Joints of a body by name. */
export type Pose = Readonly<Record<KeypointName, Keypoint>>;

/** Person detected in one frame, with face, pose and orientation. */
export interface PersonDetection extends Detection {
  /** Confidence of the detector alone, 0..1; `confidence` also includes that of the joints. */
  readonly detectorConfidence: number;
  /** Whether the detection may start a track; others may only continue one. */
  readonly highConfidence: boolean;
  /** Face of the person, if the detector finds faces and found it. */
  readonly face?: Detection;
  /** Joints; missing when the model pack has no pose model or the settings leave it out. */
  readonly pose?: Pose;
  /** Age of the joints, which were estimated then and have moved with the box since, milliseconds; missing when they are of this frame. */
  readonly poseAgeMs?: number;
  readonly posture?: Posture;
  /**
   * Orientation in MEBOW's convention: 0 back to the camera, 90 facing image left, 180 facing the camera, 270 facing
   * image right.
   */
  readonly orientationDegrees?: number;
}
