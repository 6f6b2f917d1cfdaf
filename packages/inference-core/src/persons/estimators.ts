import type { Box } from '@deepsentinel/queue-contracts';
import type { Detection, Pose } from '../detection.ts';
import type { Frame } from '../frame.ts';
import type { Square } from '../preprocess/square-crop.ts';

/** Gender and age of a person, estimated from one frame. */
export interface AttributeSample {
  /** Probability that the person is male, 0..1. */
  readonly male: number;
  readonly ageYears: number;
}

/** Person whose attributes are estimated, in source-frame pixels. */
export interface AttributeSubject {
  readonly body: Box;
  /** Box of the face; null when none is visible. */
  readonly face: Box | null;
}

/** Frame with the boxes of all persons in it, who may occlude each other, in source-frame pixels. */
export interface AttributeScene {
  readonly frame: Frame;
  readonly bodies: readonly Box[];
  readonly faces: readonly Box[];
}

/** Estimates age and gender of persons from one frame. */
export interface AttributeEstimator {
  /** Typical error of an estimated age, years. */
  readonly ageErrorYears: number;
  /** Whether only persons with a visible face can be estimated. */
  readonly needsFace: boolean;
  /** @returns a sample for each subject, in their order; null when none can be estimated */
  estimate(scene: AttributeScene, subjects: readonly AttributeSubject[]): Promise<(AttributeSample | null)[]>;
}

/** Joints of a body in a frame and, from some models, its orientation. */
export interface BodyEstimate {
  /** Joints in source-frame pixels. */
  readonly pose: Pose;
  /** Orientation in MEBOW's convention, 0..360; missing from models that give joints only. */
  readonly orientationDegrees?: number;
}

/** Finds the joints of persons whose boxes are known. */
export interface PoseEstimator {
  /** @returns an estimate for each box, in their order */
  estimate(frame: Frame, boxes: readonly Box[]): Promise<BodyEstimate[]>;
}

/** Finds faces in a region of a frame. */
export interface FaceDetector {
  /** @returns the faces in source-frame pixels, confidence descending */
  detect(frame: Frame, region: Square): Promise<Detection[]>;
}
