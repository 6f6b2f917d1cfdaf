import type { Box } from '@deepsentinel/inference-core';

/** A person in one frame; the same id in other frames is the same person. */
export interface IdentifiedBox {
  readonly id: number;
  readonly box: Box;
}

/** Items by the frame number of the labels. A frame with an empty list was analyzed, too. */
export type ByFrame<T> = ReadonlyMap<number, readonly T[]>;

/** Labels and reports of one frame. */
export interface EvaluatedFrame<T> {
  readonly labeled: readonly IdentifiedBox[];
  readonly reported: readonly T[];
}

/**
 * Joins labels and reports by frame. Only frames that were reported, even as empty, are evaluated, so that a pipeline
 * that analyzes every third frame is measured on those. A frame without labels shows nobody.
 *
 * @returns frames ascending in time
 */
export function joinFrames<T>(
  groundTruth: ByFrame<IdentifiedBox>,
  reported: ByFrame<T>,
): EvaluatedFrame<T>[] {
  return [...reported]
    .sort(([a], [b]) => a - b)
    .map(([frame, items]) => ({ labeled: groundTruth.get(frame) ?? [], reported: items }));
}

/** Counts the boxes of all frames. */
export function countBoxes(frames: readonly EvaluatedFrame<unknown>[]): {
  labeled: number;
  reported: number;
} {
  return {
    labeled: frames.reduce((sum, frame) => sum + frame.labeled.length, 0),
    reported: frames.reduce((sum, frame) => sum + frame.reported.length, 0),
  };
}
