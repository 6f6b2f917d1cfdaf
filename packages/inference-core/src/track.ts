import type { Box } from './box.ts';
import type { Posture } from './detection.ts';

/** Where a person was at one sampled time. */
export interface PathPoint {
  readonly timeMs: number;
  readonly box: Box;
  readonly confidence: number;
  readonly posture?: Posture;
  readonly orientationDegrees?: number;
}

export type Gender = 'male' | 'female' | 'unknown';

/** Attributes voted over all looks at a person; "unknown" when there were too few. */
export interface PersonAttributes {
  readonly gender: Gender;
  /** Share of the votes for the gender, 0..1; 0 when unknown. */
  readonly genderConfidence: number;
  /** Coarse range that holds the estimated age with its uncertainty, in years; null when unknown. */
  readonly ageBand: { readonly minYears: number; readonly maxYears: number } | null;
  /** Looks at the person, at the face or the body, that told something. */
  readonly faceSamples: number;
}

/** One person from appearance to disappearance. */
export interface Track {
  /** Counts from 1 within a video. */
  readonly trackId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: PersonAttributes;
  /** Sampled positions, ascending in time; of a chunk, those since the previous chunk. */
  readonly path: readonly PathPoint[];
}
