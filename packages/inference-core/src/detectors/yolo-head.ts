import type { Detection } from '../detection.ts';

/** A class to look for, and from which confidence on, 0..1. */
export interface SoughtClass {
  readonly index: number;
  readonly minConfidence: number;
}

/**
 * Reads what a network found in one picture.
 *
 * @param output the picture's part of the output tensor
 * @returns boxes in input pixels, one for each object, confidence descending
 */
export type YoloHead = (output: Float32Array, sought: SoughtClass) => Detection[];
