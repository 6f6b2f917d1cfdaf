import type { Box } from '@deepsentinel/inference-core';

/** A person in one frame; the same id in other frames is the same person. */
export interface IdentifiedBox {
  readonly id: number;
  readonly box: Box;
}

/** What is in each frame, by the frame number of the labels; a frame with an empty list was looked at, too. */
export type ByFrame<T> = ReadonlyMap<number, readonly T[]>;

/** What one frame truly shows beside what was reported for it. */
export interface EvaluatedFrame<T> {
  readonly labeled: readonly IdentifiedBox[];
  readonly reported: readonly T[];
}

/**
 * Puts the labels beside the reports. The frames that were reported, be it as empty, are evaluated and no others, so that a
 * pipeline that looks at every third frame is measured on those. A frame without labels shows nobody.
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

/** Boxes in all frames together. */
export function countBoxes(frames: readonly EvaluatedFrame<unknown>[]): {
  labeled: number;
  reported: number;
} {
  return {
    labeled: frames.reduce((sum, frame) => sum + frame.labeled.length, 0),
    reported: frames.reduce((sum, frame) => sum + frame.reported.length, 0),
  };
}
