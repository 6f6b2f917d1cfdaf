import type { PackedModel } from '@deepsentinel/model-pack';
import { cocoKeypoints, type Detection, type PersonDetection, type Pose } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { threshold } from '../models/model-entry.ts';
import { orientationDegrees } from './orientation.ts';
import type { PoseEstimator } from './pose-estimator.ts';
import { classifyPosture } from './posture.ts';

/** Turns what the detector saw into persons. */
export type PersonVerifier = (frame: Frame, detections: readonly Detection[]) => Promise<PersonDetection[]>;

/**
 * Confirms detections by their joints: a box in which a body's joints are found is a person even if the detector was
 * not sure, and one without is doubted. The combined confidence is the geometric mean of the detector's confidence and
 * the joints' mean confidence. Without a pose model the detector's word counts.
 *
 * @param model the detector, whose manifest states how confident it must be itself (`confidence`), which combined
 *   confidence verifies a person (`keep`), and which of its own does so whatever the joints say (`keepAlone`)
 */
export function personVerifier(model: PackedModel, poses: PoseEstimator | null): PersonVerifier {
  const floor = threshold(model, 'confidence');
  const keepAlone = threshold(model, 'keepAlone');
  if (!poses) {
    return async (_frame, detections) =>
      detections.map((detection) => ({
        ...detection,
        detectorConfidence: detection.confidence,
        verified: detection.confidence >= keepAlone,
      }));
  }
  const keep = threshold(model, 'keep');
  return async (frame, detections) => {
    const found = await poses.estimate(
      frame,
      detections.map(({ box }) => box),
    );
    return detections.map((detection, index) => {
      const pose = found[index]!;
      const confidence = Math.sqrt(detection.confidence * meanConfidence(pose));
      return {
        box: detection.box,
        confidence,
        detectorConfidence: detection.confidence,
        verified: (detection.confidence >= floor && confidence >= keep) || detection.confidence >= keepAlone,
        pose,
        posture: classifyPosture(pose, detection.box),
        orientationDegrees: orientationDegrees(pose),
      };
    });
  };
}

function meanConfidence(pose: Pose): number {
  return cocoKeypoints.reduce((sum, name) => sum + pose[name].confidence, 0) / cocoKeypoints.length;
}
