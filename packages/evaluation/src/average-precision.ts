import { type Detection, iou } from '@deepsentinel/inference-core';
import { countBoxes, type EvaluatedFrame } from './frames.ts';
import { minOverlap } from './match-boxes.ts';

/** Precision and recall of all detections from a confidence on. */
export interface OperatingPoint {
  readonly confidence: number;
  readonly precision: number;
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
}

/** Accuracy of person detections; all figures 0..1. */
export interface DetectionAccuracy {
  /** Area under the precision-recall curve, at an overlap of 0.5. */
  readonly ap50: number;
  /** Share of all reported detections that are right, at the pipeline's own threshold; 0 when there are none. */
  readonly precision: number;
  /** Share of all labeled boxes that any reported detection found. */
  readonly recall: number;
  /** Point of the curve at which F1 is highest, which another threshold would reach; null when nothing was detected. */
  readonly bestF1: OperatingPoint | null;
}

/**
 * Computes average precision as PASCAL VOC defines it since 2010, with interpolation at all points. In the order of
 * descending confidence, over all frames, each detection takes the labeled box that it overlaps most, of those in its
 * frame that no earlier one has taken; one that overlaps none by at least 0.5 is wrong.
 *
 * @param frames frames with at least one labeled box
 * @see http://host.robots.ox.ac.uk/pascal/VOC/voc2012/devkit_doc.pdf section 3.4
 */
export function detectionAccuracy(frames: readonly EvaluatedFrame<Detection>[]): DetectionAccuracy {
  const curve = precisionRecallCurve(scoreDetections(frames), countBoxes(frames).labeled);
  const last = curve.at(-1);
  return {
    ap50: areaUnder(curve),
    precision: last?.precision ?? 0,
    recall: last?.recall ?? 0,
    bestF1: curve.reduce<OperatingPoint | null>(
      (best, point) => (point.f1 > (best?.f1 ?? -1) ? point : best),
      null,
    ),
  };
}

interface ScoredDetection {
  readonly confidence: number;
  readonly right: boolean;
}

/**
 * Marks each detection as right or wrong.
 *
 * @returns detections of all frames, confidence descending, equal ones in the order of the frames
 */
function scoreDetections(frames: readonly EvaluatedFrame<Detection>[]): ScoredDetection[] {
  return frames.flatMap(scoreFrame).sort((a, b) => b.confidence - a.confidence);
}

function scoreFrame({ labeled, reported }: EvaluatedFrame<Detection>): ScoredDetection[] {
  const free = new Set(labeled);
  return reported
    .toSorted((a, b) => b.confidence - a.confidence)
    .map(({ box, confidence }) => {
      const overlaps = [...free].map((label) => ({ label, overlap: iou(label.box, box) }));
      const [best] = overlaps.sort((a, b) => b.overlap - a.overlap);
      const right = best !== undefined && best.overlap >= minOverlap;
      if (right) free.delete(best.label);
      return { confidence, right };
    });
}

function precisionRecallCurve(detections: readonly ScoredDetection[], labeled: number): OperatingPoint[] {
  let found = 0;
  return detections.map(({ confidence, right }, index) => {
    if (right) found++;
    const precision = found / (index + 1);
    const recall = found / labeled;
    return { confidence, precision, recall, f1: (2 * found) / (index + 1 + labeled) };
  });
}

/** Integrates the curve. Each step of recall counts with the best precision at that recall or a higher one. */
function areaUnder(curve: readonly OperatingPoint[]): number {
  let area = 0;
  let precision = 0;
  for (const [index, point] of [...curve.entries()].reverse()) {
    precision = Math.max(precision, point.precision);
    area += (point.recall - (curve[index - 1]?.recall ?? 0)) * precision;
  }
  return area;
}
