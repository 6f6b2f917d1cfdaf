import type { Box, Posture } from '@deepsentinel/queue-contracts';

/** Something a detector saw in one frame. */
export interface Detection {
  readonly box: Box;
  /** 0..1 */
  readonly confidence: number;
}

/** A body joint in source-frame pixels. */
export interface Keypoint {
  readonly x: number;
  readonly y: number;
  /** 0..1 */
  readonly confidence: number;
}

/** The 17 joints of COCO, in their order; left and right are the person's own. */
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
export type Pose = Readonly<Record<KeypointName, Keypoint>>;

/** A person in one frame, with everything the later stages need. */
export interface PersonDetection extends Detection {
  /** The detector's own confidence, 0..1; `confidence` also weighs in the joints that the pose model found. */
  readonly detectorConfidence: number;
  /** Whether the confidence suffices to start a track; others may only continue one. */
  readonly highConfidence: boolean;
  /** The face that belongs to the body, where the detector looks for faces and saw it. */
  readonly face?: Detection;
  /** Missing when the model pack has no pose model or the settings leave it out. */
  readonly pose?: Pose;
  readonly posture?: Posture;
  /** MEBOW convention: 0 back to the camera, 90 facing image left, 180 facing the camera, 270 facing image right. */
  readonly orientationDegrees?: number;
}
