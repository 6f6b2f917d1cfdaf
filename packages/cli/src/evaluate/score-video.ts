import {
  type ByFrame,
  detectionAccuracy,
  evaluateTracking,
  type IdentifiedBox,
  joinFrames,
  type LabelGeometry,
  orientationAccuracy,
} from '@deepsentinel/evaluation';
import type { Detection, PersonDetection } from '@deepsentinel/inference-core';
import type { VideoDetections } from './collect-detections.ts';

/** Accuracy of a video's analysis. Shares are 0..1; overlaps count from 0.5. */
export interface VideoFigures {
  /** AP@0.5 of all candidates, in the order of the confidence that includes the joints. */
  readonly ap50: number;
  /** AP@0.5 of the same candidates in the order of the detector's own confidence. */
  readonly ap50Detector: number;
  /** Best harmonic mean of precision and recall over thresholds on the confidence that includes the joints. */
  readonly bestF1: number;
  readonly bestF1Detector: number;
  /** Precision among persons of high confidence, which the pipeline goes on with. */
  readonly precision: number;
  readonly recall: number;
  readonly mota: number;
  readonly motp: number;
  readonly idf1: number;
  readonly idSwitches: number;
  /** Share of persons of high confidence whose orientation is within 45 degrees of the direction in which the labels walk. */
  readonly orientationWithin45: number;
  readonly orientationMedianError: number | null;
  readonly orientationObservations: number;
  /** Frames that were evaluated: those that were analyzed. */
  readonly frames: number;
  readonly framesPerSecond: number;
}

/**
 * Computes the accuracy of a video's analysis.
 *
 * @throws {Error} the labels do not fit the video
 */
export function scoreVideo(
  labels: ByFrame<IdentifiedBox>,
  { persons, tracks, framesPerSecond }: VideoDetections,
  geometry: LabelGeometry,
): VideoFigures {
  const highConfidence = mapFrames(persons, (seen) => seen.filter((person) => person.highConfidence));
  const tracking = evaluateTracking(labels, highConfidence, tracks);
  const combined = accuracyOf(labels, persons);
  const detector = accuracyOf(
    labels,
    mapFrames(persons, (seen) => seen.map(byDetectorAlone)),
  );
  const orientation = orientationAccuracy(labels, highConfidence, geometry);
  return {
    ap50: combined.ap50,
    ap50Detector: detector.ap50,
    bestF1: combined.bestF1?.f1 ?? 0,
    bestF1Detector: detector.bestF1?.f1 ?? 0,
    precision: tracking.precision,
    recall: tracking.recall,
    mota: tracking.mota,
    motp: tracking.motp,
    idf1: tracking.idf1,
    idSwitches: tracking.idSwitches,
    orientationWithin45: orientation.within45Degrees,
    orientationMedianError: orientation.medianErrorDegrees,
    orientationObservations: orientation.observations,
    frames: tracking.frames,
    framesPerSecond,
  };
}

function accuracyOf(labels: ByFrame<IdentifiedBox>, detections: ByFrame<Detection>) {
  return detectionAccuracy(joinFrames(labels, detections));
}

function byDetectorAlone({ box, detectorConfidence }: PersonDetection): Detection {
  return { box, confidence: detectorConfidence };
}

function mapFrames<From, To>(
  frames: ByFrame<From>,
  change: (items: readonly From[]) => readonly To[],
): ByFrame<To> {
  return new Map([...frames].map(([frame, items]) => [frame, change(items)]));
}
