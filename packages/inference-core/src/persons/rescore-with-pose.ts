import type { PackedModel } from '@deepsentinel/model-pack';
import type { Box } from '@deepsentinel/queue-contracts';
import { boxArea, intersectionArea, iou } from '../box.ts';
import { cocoKeypoints, type Detection, type PersonDetection, type Pose } from '../detection.ts';
import type { Detections } from '../detectors/detector.ts';
import type { Frame } from '../frame.ts';
import { threshold } from '../onnx/model-entry.ts';
import { assignMinimumCost } from '../tracking/hungarian.ts';
import type { BodyEstimate, PoseEstimator } from './estimators.ts';
import { classifyPosture, orientationDegrees } from './posture.ts';

/**
 * Makes persons of the detections in a frame, in their order.
 *
 * @param known bodies that need not be estimated, in the order of the detections; null or missing for the others
 */
export type PoseRescorer = (
  frame: Frame,
  detections: Detections,
  known?: readonly (BodyEstimate | null)[],
) => Promise<PersonDetection[]>;

/**
 * Makes a rescorer that adds faces and joints to persons and combines the detector's confidence with the joints': their
 * geometric mean, so that a box with clear joints counts as a person even if the detector was unsure, and one without
 * does not.
 *
 * @param model the detector. Thresholds in its manifest: `confidence`, the minimum of the detector's own confidence;
 *   `keep`, the combined confidence from which a person is of high confidence (without it, or without a pose model, the
 *   detector's own counts); `keepAlone`, the detector's own confidence that suffices without joints (default
 *   `confidence`)
 * @param poses null when no pose model is used
 */
export function poseRescorer(model: PackedModel, poses: PoseEstimator | null): PoseRescorer {
  const rescore = confidenceRule(model);
  return async (frame, { persons, faces }, known = []) => {
    const boxes = persons.filter((_, index) => !known[index]).map(({ box }) => box);
    const estimated = poses && boxes.length > 0 ? [...(await poses.estimate(frame, boxes))] : [];
    const bodies = persons.map((_, index) => known[index] ?? estimated.shift());
    const faceOfPerson = pairFaces(persons, faces ?? []);
    return persons.map((detection, index) => {
      const body = bodies[index];
      const face = faceOfPerson[index];
      return {
        box: detection.box,
        detectorConfidence: detection.confidence,
        ...rescore(detection.confidence, body && jointConfidence(body.pose)),
        ...(face && { face }),
        ...(body && bodyAttributes(body, detection)),
      };
    });
  };
}

/**
 * Least confidence of the detector that can make a person one of high confidence, 0..1. What is less sure can only
 * continue a track.
 *
 * @param hasPose whether joints are estimated
 */
export function minStartingConfidence(model: PackedModel, hasPose: boolean): number {
  const floor = threshold(model, 'confidence');
  const { keep, keepAlone = floor } = model.thresholds;
  return hasPose && keep !== undefined ? floor : keepAlone;
}

/**
 * Combines the confidence of the detector with that of the joints, both 0..1; the latter is undefined where none were
 * estimated.
 */
export type ConfidenceRule = (
  detectorConfidence: number,
  jointConfidence: number | undefined,
) => Pick<PersonDetection, 'confidence' | 'highConfidence'>;

/** Makes the rule for a detector, whose thresholds `poseRescorer` describes. */
export function confidenceRule(model: PackedModel): ConfidenceRule {
  const floor = threshold(model, 'confidence');
  const { keep, keepAlone = floor } = model.thresholds;
  return (detectorConfidence, joints) => {
    const isSure = detectorConfidence >= keepAlone;
    if (joints === undefined || keep === undefined)
      return { confidence: detectorConfidence, highConfidence: isSure };
    const confidence = Math.sqrt(detectorConfidence * joints);
    return {
      confidence,
      highConfidence: (detectorConfidence >= floor && confidence >= keep) || isSure,
    };
  };
}

/** Pose, posture and orientation of a body; the orientation is computed from the joints if the model gives none. */
function bodyAttributes(
  { pose, orientationDegrees: estimated }: BodyEstimate,
  { box }: Detection,
): Pick<PersonDetection, 'pose' | 'posture' | 'orientationDegrees'> {
  const posture = classifyPosture(pose, box);
  return {
    pose,
    ...(posture && { posture }),
    orientationDegrees: estimated ?? orientationDegrees(pose),
  };
}

/** Mean confidence of all joints, 0..1. */
export function jointConfidence(pose: Pose): number {
  return cocoKeypoints.reduce((sum, name) => sum + pose[name].confidence, 0) / cocoKeypoints.length;
}

/** Minimum affinity of a face to its body, 0..1. */
const minAffinity = 1e-4;

/**
 * Assigns faces to bodies, at most one each, with the greatest total affinity.
 *
 * @returns the face of each body, in the order of the bodies; null when it has none
 * @see https://github.com/WildChlamydia/MiVOLO/blob/main/mivolo/data/misc.py `assign_faces`
 */
export function pairFaces(bodies: readonly Detection[], faces: readonly Detection[]): (Detection | null)[] {
  const affinities = bodies.map((body) => faces.map((face) => affinity(body.box, face.box)));
  const costs = affinities.map((row) => row.map((value) => -value));
  const faceOfBody = new Map(
    assignMinimumCost(costs).filter(([body, face]) => affinities[body]![face]! > minAffinity),
  );
  return bodies.map((_body, index) => faces[faceOfBody.get(index) ?? -1] ?? null);
}

/** Affinity of a face to a body, 0..1: the mean of the share of the face inside the body and of their IoU. */
function affinity(body: Box, face: Box): number {
  const shared = intersectionArea(body, face);
  return shared === 0 ? 0 : (shared / boxArea(face) + iou(body, face)) / 2;
}
