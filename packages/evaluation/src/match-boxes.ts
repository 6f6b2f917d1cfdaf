import { assignMinimumCost, type Box, iou } from '@deepsentinel/inference-core';
import type { EvaluatedFrame, IdentifiedBox } from './frames.ts';

/** Overlap (intersection over union) from which a box counts as found, the "@0.5" of all figures here. */
export const minOverlap = 0.5;

/** A labeled box and the reported one matched to it. */
export interface BoxMatch<T> {
  readonly labeled: IdentifiedBox;
  readonly reported: T;
  /** Intersection over union, `minOverlap`..1. */
  readonly overlap: number;
}

/** Pairs the boxes of a frame one to one: as many pairs as possible, among these the largest sum of overlaps. */
export function matchBoxes<T extends { readonly box: Box }>({
  labeled,
  reported,
}: EvaluatedFrame<T>): BoxMatch<T>[] {
  const overlaps = labeled.map((label) => reported.map(({ box }) => iou(label.box, box)));
  const costs = overlaps.map((row) => row.map((overlap) => (overlap >= minOverlap ? 1 - overlap : Infinity)));
  return assignMinimumCost(costs).map(([row, column]) => ({
    labeled: labeled[row]!,
    reported: reported[column]!,
    overlap: overlaps[row]![column]!,
  }));
}
