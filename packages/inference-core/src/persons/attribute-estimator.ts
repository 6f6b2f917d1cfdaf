import type { Box } from '@deepsentinel/queue-contracts';
import type { Frame } from '../frame.ts';

/** What one look at a person tells. */
export interface AttributeSample {
  /** Probability that the person is male, 0..1. */
  readonly male: number;
  readonly ageYears: number;
}

/** A person whose attributes are wanted, in source-frame pixels. */
export interface AttributeSubject {
  readonly body: Box;
  readonly face: Box | null;
}

/** A frame and all that was seen in it, also of those whose attributes are not wanted: they may be in the way. */
export interface AttributeScene {
  readonly frame: Frame;
  readonly bodies: readonly Box[];
  readonly faces: readonly Box[];
}

/** Estimates age and gender of persons from one frame. */
export interface AttributeEstimator {
  /** By how much an age is usually wrong, years. */
  readonly ageErrorYears: number;
  /** Whether a person without a visible face can be estimated. */
  readonly needsFace: boolean;
  /** @returns for each subject, in their order, what it tells; null when nothing can be told */
  estimate(scene: AttributeScene, subjects: readonly AttributeSubject[]): Promise<(AttributeSample | null)[]>;
}
