import type { Box } from './box.ts';

/** Posture of a body in one frame, as far as its joints and its box tell. */
export type Posture = 'standing' | 'sitting' | 'bending' | 'lying';

/**
 * State of a person over about a second; at any time a person is in exactly one. `unknown` when the joints do not show
 * hips or legs, or before it can be told.
 */
export type BodyState = 'standing' | 'walking' | 'sitting' | 'lying' | 'unknown';

/** Position of a person at one sampled time. */
export interface PathPoint {
  /** Time from the first frame of the video, milliseconds. */
  readonly timeMs: number;
  readonly box: Box;
  /** Confidence of the detection, 0..1. */
  readonly confidence: number;
  readonly posture?: Posture;
  /** State that the rules had settled on by this time; missing in paths of earlier releases. */
  readonly state?: BodyState;
  /**
   * Direction the body faces in degrees, MEBOW convention: 0 back to the camera, 90 image left, 180 facing the
   * camera, 270 image right.
   */
  readonly orientationDegrees?: number;
}

export type Gender = 'male' | 'female' | 'unknown';

/** Attributes voted over all estimates for a person; "unknown" when there were too few. */
export interface PersonAttributes {
  readonly gender: Gender;
  /** Share of the votes for the gender, 0..1; 0 when unknown. */
  readonly genderConfidence: number;
  /** Coarse range that holds the estimated age with its uncertainty, in years; null when unknown. */
  readonly ageBand: { readonly minYears: number; readonly maxYears: number } | null;
  /** Estimates, from the face or the body, that were not "unknown". */
  readonly faceSamples: number;
}
