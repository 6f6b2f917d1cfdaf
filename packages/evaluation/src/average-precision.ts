import { type Detection, iou } from '@deepsentinel/inference-core';
import { countBoxes, type EvaluatedFrame } from './frames.ts';
import { minOverlap } from './match-boxes.ts';

/** What is reached with all detections of at least this confidence. */
export interface OperatingPoint {
  readonly confidence: number;
  readonly precision: number;
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
}

/** How well persons are detected; everything 0..1. */
export interface DetectionAccuracy {
  /** Area under the precision-recall curve, at an overlap of 0.5. */
  readonly ap50: number;
  /** Share of all reported detections that are right: the pipeline as it is set; 0 when there are none. */
  readonly precision: number;
  /** Share of all labeled boxes that were found by any reported detection. */
  readonly recall: number;
  /** Where on the curve F1 is highest, which a different threshold would reach; null when nothing was detected. */
  readonly bestF1: OperatingPoint | null;
}

/**
 * Average precision as PASCAL VOC defines it since 2010, with interpolation at all points. In the order of descending
 * confidence, over all frames, each detection takes the labeled box that it overlaps most, of those in its frame that no
 * earlier one has taken; one that overlaps none by at least 0.5 is wrong.
 *
 * @param frames with at least one labeled box
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

/** @returns detections of all frames, confidence descending, equal ones in the order of the frames */
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

/** Each step of recall counts with the best precision that is reached at that recall or a higher one. */
function areaUnder(curve: readonly OperatingPoint[]): number {
  let area = 0;
  let precision = 0;
  for (const [index, point] of [...curve.entries()].reverse()) {
    precision = Math.max(precision, point.precision);
    area += (point.recall - (curve[index - 1]?.recall ?? 0)) * precision;
  }
  return area;
}
