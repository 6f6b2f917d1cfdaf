import type { Box } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight, boxWidth, iou } from '../box.ts';
import { cocoKeypoints, type Detection, type PersonDetection, type Pose } from '../detection.ts';
import type { Detections } from '../detectors/detector.ts';
import type { Frame } from '../frame.ts';
import type { BodyEstimate } from './estimators.ts';
import { classifyPosture } from './posture.ts';
import { type ConfidenceRule, jointConfidence, type PoseRescorer } from './rescore-with-pose.ts';

/** Time for which an estimate may hold, milliseconds: states are voted on over a second, which so has one or two estimates. */
const maxAgeMs = 600;
/** The same for what was no person and has not moved: walls and trees stay, milliseconds. */
const maxRejectedAgeMs = 2000;
/**
 * Number of estimates in a row that must give the same posture, as many as make a state at five frames a second: one that
 * comes and goes is looked at again.
 */
const minAgreeing = 3;
/** Greatest step of a person between two frames, box heights: a brisk walk is 1.5 heights a second. */
const maxStepHeights = 0.5;
/** Others must be this many times as far away as the person, or they may be taken for each other. */
const minDistanceRatio = 1.5;
/** Change of the height beyond which something has happened: detectors vary by some percent, somebody who sits down loses a third. */
const maxHeightRatio = 1.15;
/** IoU with the box of the estimate from which a box has stayed where it was. */
const minStillOverlap = 0.7;
/** Factor by which the confidence of joints may be wrong later: people keep within it for seconds, mostly. */
const confidenceMargin = 1.35;

/** A body of the last frame. A JSON value. */
interface RememberedBody {
  /** Box in the last frame. */
  readonly box: Box;
  /** Time, box and result of the estimate, milliseconds and source-frame pixels. */
  readonly estimatedMs: number;
  readonly estimatedBox: Box;
  readonly body: BodyEstimate;
  readonly highConfidence: boolean;
  /** Number of estimates in a row, up to that one, that gave the same posture. */
  readonly agreeing: number;
}

/** Bodies of the last frame. A JSON value. */
export interface PoseMemory {
  /** Number of jumps of the recording's clock before the frame. */
  readonly clockJumps: number;
  readonly bodies: readonly RememberedBody[];
}

export const initialPoseMemory: PoseMemory = { clockJumps: 0, bodies: [] };

/** A frame in which persons were detected. */
interface DetectedPersons {
  readonly frame: Frame;
  readonly detections: Detections;
}

/**
 * Makes persons of the detections in a frame, in their order, and estimates the joints of those whose last estimate does
 * not hold any more.
 *
 * @param needsJoints tells whose joints must be estimated in any case
 */
export type PoseFollower = (
  memory: PoseMemory,
  detected: DetectedPersons,
  needsJoints: (box: Box) => boolean,
) => Promise<{ readonly persons: readonly PersonDetection[]; readonly poses: PoseMemory }>;

/**
 * Makes a follower of people's joints. An estimate holds for people who stand, walk upright or sit still, as long as nobody
 * else can be meant, they keep their height, and whether they are persons does not depend on it; and for things that were
 * no persons and have not moved. It moves with the box (docs/adr/0020).
 */
export function poseFollower(rescore: PoseRescorer, confidenceOf: ConfidenceRule): PoseFollower {
  return async ({ clockJumps, bodies }, { frame, detections }, needsJoints) => {
    const before = clockJumps === (frame.clockJumps ?? 0) ? bodies : [];
    const known = detections.persons.map((detection) => {
      const last = lastOf(detection, before, detections.persons);
      const holds =
        last !== null && !needsJoints(detection.box) && isValid(last, detection, frame.timeMs, confidenceOf);
      return { last, held: holds ? last : null };
    });
    const carried = known.map(({ held }, index) => held && moved(held, detections.persons[index]!.box));
    const persons = await rescore(frame, detections, carried);
    return {
      persons: persons.map((person, index) => {
        const { held } = known[index]!;
        return held ? { ...person, poseAgeMs: frame.timeMs - held.estimatedMs } : person;
      }),
      poses: {
        clockJumps: frame.clockJumps ?? 0,
        bodies: persons.flatMap((person, index) => remembered(person, known[index]!, frame.timeMs)),
      },
    };
  };
}

/** Finds the body that a detection shows; null where there is none, or another may be meant. */
function lastOf(
  { box }: Detection,
  bodies: readonly RememberedBody[],
  detections: readonly Detection[],
): RememberedBody | null {
  const [nearest, next] = bodies
    .map((body) => ({ body, distance: distance(body.box, box) }))
    .toSorted((a, b) => a.distance - b.distance);
  if (!nearest || nearest.distance > maxStepHeights * boxHeight(box)) return null;
  const others = detections.filter((other) => other.box !== box);
  const rivals = [next?.distance, ...others.map((other) => distance(other.box, nearest.body.box))];
  const isSure = rivals.every((rival = Infinity) => rival >= minDistanceRatio * nearest.distance);
  return isSure ? nearest.body : null;
}

/** Whether an estimate still tells the joints of the person in a box. */
function isValid(
  { estimatedMs, estimatedBox, body, highConfidence, agreeing }: RememberedBody,
  { box, confidence }: Detection,
  timeMs: number,
  confidenceOf: ConfidenceRule,
): boolean {
  const isHigh = [1 / confidenceMargin, confidenceMargin].map(
    (factor) => confidenceOf(confidence, factor * jointConfidence(body.pose)).highConfidence,
  );
  if (isHigh[0] !== isHigh[1]) return false;
  const ageMs = timeMs - estimatedMs;
  const isStill = iou(box, estimatedBox) >= minStillOverlap;
  if (!highConfidence && !isHigh[0] && isStill) return ageMs <= maxRejectedAgeMs;
  const posture = classifyPosture(body.pose, estimatedBox);
  const ratio = boxHeight(box) / boxHeight(estimatedBox);
  return (
    ageMs <= maxAgeMs &&
    agreeing >= minAgreeing &&
    (posture === 'standing' || (isStill && posture !== 'lying' && posture !== 'bending')) &&
    boxHeight(box) > boxWidth(box) &&
    Math.max(ratio, 1 / ratio) <= maxHeightRatio
  );
}

/** A body with its joints moved and scaled with its box, at whose upper end the head stays. */
function moved({ body, estimatedBox: from }: RememberedBody, to: Box): BodyEstimate {
  const scale = boxHeight(to) / boxHeight(from);
  const [fromX, toX] = [boxCenter(from).x, boxCenter(to).x];
  const joints = cocoKeypoints.map((name) => {
    const { x, y, confidence } = body.pose[name];
    return [name, { x: toX + scale * (x - fromX), y: to.y1 + scale * (y - from.y1), confidence }];
  });
  return { ...body, pose: Object.fromEntries(joints) as Pose };
}

function remembered(
  { box, pose, orientationDegrees, highConfidence }: PersonDetection,
  { last, held }: { readonly last: RememberedBody | null; readonly held: RememberedBody | null },
  timeMs: number,
): RememberedBody[] {
  if (held) return [{ ...held, box }];
  if (!pose) return [];
  const isAgreed =
    last !== null && classifyPosture(last.body.pose, last.estimatedBox) === classifyPosture(pose, box);
  const body = { pose, ...(orientationDegrees !== undefined && { orientationDegrees }) };
  const agreeing = isAgreed ? last.agreeing + 1 : 1;
  return [{ box, estimatedMs: timeMs, estimatedBox: box, body, highConfidence, agreeing }];
}

function distance(a: Box, b: Box): number {
  const [from, to] = [boxCenter(a), boxCenter(b)];
  return Math.hypot(from.x - to.x, from.y - to.y);
}
