import type { PackedModel } from '@deepsentinel/model-pack';
import { cocoKeypoints, type Detection, type PersonDetection, type Pose } from '../detection.ts';
import type { Detections } from '../detectors/detector.ts';
import type { Frame } from '../frame.ts';
import { threshold } from '../onnx/model-entry.ts';
import { orientationDegrees } from './orientation.ts';
import { pairFaces } from './pair-faces.ts';
import type { BodyEstimate, PoseEstimator } from './pose-estimator.ts';
import { classifyPosture } from './posture.ts';

/** Turns what the detector saw in a frame into persons, in the order of their detections. */
export type PoseRescorer = (frame: Frame, detections: Detections) => Promise<PersonDetection[]>;

/**
 * Gives persons their faces and joints, and confirms them by their joints where the detector needs that: a box in which
 * a body's joints are found is a person even if the detector was not sure, and one without is doubted. The combined
 * confidence is the geometric mean of the detector's confidence and the joints' mean confidence.
 *
 * @param model the detector, whose manifest states how confident it must be itself (`confidence`), which combined
 *   confidence verifies a person (`keep`; without it, or without a pose model, the detector's word counts), and which of
 *   its own does so whatever the joints say (`keepAlone`, as `confidence` unless stated)
 */
export function poseRescorer(model: PackedModel, poses: PoseEstimator | null): PoseRescorer {
  const rescore = confidenceRule(model);
  return async (frame, { persons, faces }) => {
    const boxes = persons.map(({ box }) => box);
    const bodies: readonly (BodyEstimate | undefined)[] = poses ? await poses.estimate(frame, boxes) : [];
    const owned = pairFaces(persons, faces ?? []);
    return persons.map((detection, index) => {
      const body = bodies[index];
      const face = owned[index];
      return {
        box: detection.box,
        detectorConfidence: detection.confidence,
        ...rescore(detection, body?.pose),
        ...(face && { face }),
        ...(body && bearing(body, detection)),
      };
    });
  };
}

type Rescored = Pick<PersonDetection, 'confidence' | 'highConfidence'>;

function confidenceRule(model: PackedModel): (detection: Detection, pose: Pose | undefined) => Rescored {
  const floor = threshold(model, 'confidence');
  const { keep, keepAlone = floor } = model.thresholds;
  return ({ confidence: own }, pose) => {
    const isSure = own >= keepAlone;
    if (!pose || keep === undefined) return { confidence: own, highConfidence: isSure };
    const confidence = Math.sqrt(own * meanConfidence(pose));
    return { confidence, highConfidence: (own >= floor && confidence >= keep) || isSure };
  };
}

function bearing(
  { pose, orientationDegrees: seen }: BodyEstimate,
  { box }: Detection,
): Pick<PersonDetection, 'pose' | 'posture' | 'orientationDegrees'> {
  return {
    pose,
    posture: classifyPosture(pose, box),
    orientationDegrees: seen ?? orientationDegrees(pose),
  };
}

function meanConfidence(pose: Pose): number {
  return cocoKeypoints.reduce((sum, name) => sum + pose[name].confidence, 0) / cocoKeypoints.length;
}
