import type { Box } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight, boxWidth, clipBox, iou } from '../box.ts';
import { cocoKeypoints, type PersonDetection, type Pose } from '../detection.ts';
import type { PersonDetector } from '../detectors/detector.ts';
import type { Frame } from '../frame.ts';
import { classifyPosture, orientationDegrees } from '../persons/posture.ts';
import type { PoseRescorer } from '../persons/rescore-with-pose.ts';
import { picture } from '../preprocess/pixels.ts';

/**
 * Looks for a lying person where a track was lost, who may have fallen.
 *
 * @returns null when there is none
 */
export type FallenRedetector = (
  frame: Frame,
  lastBox: Box,
  others: readonly PersonDetection[],
) => Promise<PersonDetection | null>;

/** Side of the searched square as a multiple of the longer side of the track's last box. */
const regionScale = 2.2;
/** Rotations of the searched picture, degrees: detectors are trained on upright persons. */
const turns = [0, 90, 270] as const;
type Turn = (typeof turns)[number];
/** Minimum confidence of the detector, 0..1: low, because a lying person is expected here. */
const minDetectorConfidence = 0.12;
/** Minimum confidence after rescoring with the pose, 0..1. */
const minConfidence = 0.2;
/** IoU with another person's box above which a detection is that person. */
const maxOverlapWithOthers = 0.3;

/** Makes a redetector that searches rotated crops with the detector and rescores them with the pose. */
export function fallenRedetector(detector: PersonDetector, rescore: PoseRescorer): FallenRedetector {
  return async (frame, lastBox, others) => {
    const region = searchRegion(lastBox, frame);
    const finds = await Promise.all(turns.map((turn) => find(frame, region, turn)));
    const plausible = finds
      .flat()
      .filter(({ confidence, posture }) => confidence >= minConfidence && posture === 'lying')
      .filter(({ box }) => others.every((other) => iou(other.box, box) <= maxOverlapWithOthers));
    return plausible.toSorted((a, b) => b.confidence - a.confidence)[0] ?? null;
  };

  async function find(frame: Frame, region: Box, turn: Turn): Promise<PersonDetection[]> {
    const turned = await turnedCrop(frame, region, turn);
    const [detections] = await detector.detect([await detector.prepare(turned)], minDetectorConfidence);
    const persons = await rescore(turned, detections!);
    return persons.map((person) => toFrame(person, region, turn));
  }
}

/** Square that is searched around the last box: whole pixels, clipped to the frame. */
export function searchRegion(lastBox: Box, frame: Pick<Frame, 'width' | 'height'>): Box {
  const { x, y } = boxCenter(lastBox);
  const half = (regionScale * Math.max(boxWidth(lastBox), boxHeight(lastBox))) / 2;
  const { x1, y1, x2, y2 } = clipBox({ x1: x - half, y1: y - half, x2: x + half, y2: y + half }, frame);
  return { x1: Math.floor(x1), y1: Math.floor(y1), x2: Math.ceil(x2), y2: Math.ceil(y2) };
}

async function turnedCrop(frame: Frame, region: Box, turn: Turn): Promise<Frame> {
  const { data, info } = await picture(frame)
    .extract({ left: region.x1, top: region.y1, width: boxWidth(region), height: boxHeight(region) })
    .rotate(turn)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, timeMs: frame.timeMs };
}

/** Maps a person from the rotated crop to the frame and classifies the posture there. */
function toFrame(person: PersonDetection, region: Box, turn: Turn): PersonDetection {
  const point = ({ x, y }: { x: number; y: number }) => turnBack({ x, y }, region, turn);
  const a = point({ x: person.box.x1, y: person.box.y1 });
  const b = point({ x: person.box.x2, y: person.box.y2 });
  const box = {
    x1: Math.min(a.x, b.x),
    y1: Math.min(a.y, b.y),
    x2: Math.max(a.x, b.x),
    y2: Math.max(a.y, b.y),
  };
  const found = {
    box,
    confidence: person.confidence,
    detectorConfidence: person.detectorConfidence,
    highConfidence: true,
  };
  if (!person.pose) return boxWidth(box) > boxHeight(box) ? { ...found, posture: 'lying' } : found;
  const { pose: turnedPose } = person;
  const joints = cocoKeypoints.map((name) => [name, { ...turnedPose[name], ...point(turnedPose[name]) }]);
  const pose = Object.fromEntries(joints) as Pose;
  const posture = classifyPosture(pose, box);
  return {
    ...found,
    pose,
    ...(posture && { posture }),
    orientationDegrees: orientationDegrees(pose),
  };
}

/** Maps a point from a crop that was rotated clockwise to the frame. */
function turnBack({ x, y }: { x: number; y: number }, region: Box, turn: Turn): { x: number; y: number } {
  if (turn === 90) return { x: region.x1 + y, y: region.y2 - x };
  if (turn === 270) return { x: region.x2 - y, y: region.y1 + x };
  return { x: region.x1 + x, y: region.y1 + y };
}
