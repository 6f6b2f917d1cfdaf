import type { Detection } from '@deepsentinel/inference-core';
import { detectionAccuracy, type OperatingPoint } from './average-precision.ts';
import { clearMot } from './clear-mot.ts';
import { type ByFrame, countBoxes, type IdentifiedBox, joinFrames } from './frames.ts';
import { identityF1 } from './identity-f1.ts';

/** Usual figures of detection and tracking, all at an overlap of 0.5. */
export interface TrackingEvaluation {
  readonly ap50: number;
  /** Precision of all reported detections, that is at the pipeline's own threshold. */
  readonly precision: number;
  readonly recall: number;
  readonly bestF1: OperatingPoint | null;
  readonly mota: number;
  readonly motp: number;
  readonly idf1: number;
  readonly idSwitches: number;
  /** Frames that were evaluated. */
  readonly frames: number;
}

/**
 * Evaluates detections and tracks of a video by its labels.
 *
 * @param groundTruth labeled persons; frames that were not analyzed may be among them
 * @param detections detections of every analyzed frame, an empty list where nothing was found: these frames are
 *   evaluated
 * @param tracks confirmed persons in the same frames; frames without any may be missing
 * @throws {Error} no label in the analyzed frames, a track in a frame that was not analyzed, or twice in one frame
 */
export function evaluateTracking(
  groundTruth: ByFrame<IdentifiedBox>,
  detections: ByFrame<Detection>,
  tracks: ByFrame<IdentifiedBox>,
): TrackingEvaluation {
  const detectionFrames = joinFrames(groundTruth, detections);
  if (countBoxes(detectionFrames).labeled === 0) {
    throw new Error(
      `None of the ${detections.size} analyzed frames has a label: the ground truth belongs to another video or is empty`,
    );
  }
  assertTracks(tracks, detections);
  const trackFrames = joinFrames(
    groundTruth,
    new Map([...detections.keys()].map((frame) => [frame, tracks.get(frame) ?? []])),
  );
  const { mota, motp, idSwitches } = clearMot(trackFrames);
  return {
    ...detectionAccuracy(detectionFrames),
    mota,
    motp,
    idf1: identityF1(trackFrames).idf1,
    idSwitches,
    frames: detections.size,
  };
}

function assertTracks(tracks: ByFrame<IdentifiedBox>, analyzed: ByFrame<unknown>): void {
  for (const [frame, boxes] of tracks) {
    if (!analyzed.has(frame)) throw new Error(`Frame ${frame} has tracks but was not analyzed`);
    if (new Set(boxes.map(({ id }) => id)).size < boxes.length) {
      throw new Error(`Frame ${frame} has two boxes of one track`);
    }
  }
}
