import type { Box } from '../box.ts';
import type { Frame } from '../frame.ts';

/** What one face tells about a person. */
export interface AttributeSample {
  /** Probability that the person is male, 0..1. */
  readonly male: number;
  readonly ageYears: number;
}

/** Estimates age and gender of one person from one frame. */
export interface AttributeEstimator {
  /** @param face in source-frame pixels */
  estimate(frame: Frame, face: Box): Promise<AttributeSample>;
}
