import { iou } from './box.ts';
import type { Detection } from './detection.ts';

/**
 * Keeps the most confident of overlapping boxes (greedy non-maximum suppression).
 *
 * @param detections boxes of one class
 * @param iouThreshold overlap ratio above which the weaker box is dropped, 0..1
 * @returns new array, confidence descending
 */
export function suppressOverlaps<T extends Detection>(detections: readonly T[], iouThreshold: number): T[] {
  const kept: T[] = [];
  for (const candidate of detections.toSorted((a, b) => b.confidence - a.confidence)) {
    if (kept.every((other) => iou(other.box, candidate.box) <= iouThreshold)) kept.push(candidate);
  }
  return kept;
}
