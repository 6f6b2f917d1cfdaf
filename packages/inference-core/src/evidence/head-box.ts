import type { Box } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight, boxWidth } from '../box.ts';
import type { Keypoint, PersonDetection, Pose } from '../detection.ts';

/** Joints less confident than this are not relied on, 0..1. */
const minJointConfidence = 0.3;
/** The pose model knows lying bodies less well and may take feet for a head, 0..1. */
const minLyingJointConfidence = 0.45;
/** One joint alone is too easily mistaken. */
const minHeadJoints = 2;
/**
 * Half the side of the covered square, as multiples of what a body shows of its size; the largest counts. A head with
 * its hair is about 0.28 m high, which makes half of it 0.08 of a body's length, 2.2 times the distance of the eyes,
 * 0.4 times that of the shoulder joints and 0.6 times that from the nose to between the shoulders; the rest is margin.
 */
const reach = { bodySide: 0.11, headSpan: 1.3, eyes: 2.4, shoulders: 0.45, neck: 0.7 };
/** The part of an upright box that holds the head: shares of its height and of its width, the larger counts. */
const upperHeightShare = 0.25;
const upperWidthShare = 0.7;
/** Detectors cut heads a little, so the boxes are widened by this share of their longer side. */
const boxMargin = 0.04;
const faceMargin = 0.3;

/**
 * The part of a frame that holds a person's head, in source-frame pixels; it may reach over the frame's border. Rather
 * too large than too small: whatever is uncertain is covered.
 */
export function headBox({ box, pose, posture }: PersonDetection): Box {
  const minConfidence = posture === 'lying' ? minLyingJointConfidence : minJointConfidence;
  const fallback = headPart(box, posture);
  const head = pose && aroundJoints(pose, box, minConfidence);
  if (!head) return fallback;
  // Where people overlap, the joints may be those of the other one: the upper end of an upright body is covered anyway.
  const upright = posture === 'standing' || (posture === 'sitting' && boxWidth(box) <= boxHeight(box));
  return upright ? enclosing([head, fallback]) : head;
}

/** Parts of a frame to be made unrecognizable: the heads of all persons, and every face that was seen by itself. */
export function headRegions(persons: readonly PersonDetection[], faces: readonly Box[]): Box[] {
  return [...persons.map(headBox), ...faces.map(aroundFace)];
}

/** Detectors frame a face from the brows to the chin. */
function aroundFace(face: Box): Box {
  const margin = faceMargin * Math.max(boxWidth(face), boxHeight(face));
  return { x1: face.x1 - margin, y1: face.y1 - margin, x2: face.x2 + margin, y2: face.y2 + margin };
}

/** Region that must hold the head when its joints do not tell: above, or anywhere in a body that is not upright. */
function headPart(box: Box, posture: PersonDetection['posture']): Box {
  const width = boxWidth(box);
  const height = boxHeight(box);
  const margin = boxMargin * Math.max(width, height);
  const whole = { x1: box.x1 - margin, y1: box.y1 - margin, x2: box.x2 + margin, y2: box.y2 + margin };
  if (posture === 'lying' || posture === 'bending' || width > height) return whole;
  const upper = Math.max(upperHeightShare * height, upperWidthShare * width);
  return { ...whole, y2: Math.min(whole.y2, box.y1 + upper) };
}

/** A square around the joints of the head, null when too few are confident. */
function aroundJoints(pose: Pose, box: Box, minConfidence: number): Box | null {
  const { nose, leftEye, rightEye, leftEar, rightEar, leftShoulder, rightShoulder } = pose;
  const confident = (joints: readonly Keypoint[]) =>
    joints.filter(({ confidence }) => confidence >= minConfidence);
  const joints = confident([nose, leftEye, rightEye, leftEar, rightEar]);
  if (joints.length < minHeadJoints) return null;
  const center = boxCenter(spanOf(joints));
  const [eyes, shoulders] = [confident([leftEye, rightEye]), confident([leftShoulder, rightShoulder])];
  const neck = shoulders.length === 2 ? [center, boxCenter(spanOf(shoulders))] : [];
  const half = Math.max(
    reach.bodySide * Math.max(boxWidth(box), boxHeight(box)),
    reach.headSpan * diagonal(joints),
    reach.eyes * diagonal(eyes),
    reach.shoulders * diagonal(shoulders),
    reach.neck * diagonal(neck),
  );
  return { x1: center.x - half, y1: center.y - half, x2: center.x + half, y2: center.y + half };
}

type Point = Pick<Keypoint, 'x' | 'y'>;

function spanOf(points: readonly Point[]): Box {
  return enclosing(points.map(({ x, y }) => ({ x1: x, y1: y, x2: x, y2: y })));
}

/** Diagonal of the points' span, the distance of two; 0 for fewer. */
function diagonal(points: readonly Point[]): number {
  if (points.length < 2) return 0;
  const span = spanOf(points);
  return Math.hypot(boxWidth(span), boxHeight(span));
}

function enclosing(boxes: readonly Box[]): Box {
  return {
    x1: Math.min(...boxes.map(({ x1 }) => x1)),
    y1: Math.min(...boxes.map(({ y1 }) => y1)),
    x2: Math.max(...boxes.map(({ x2 }) => x2)),
    y2: Math.max(...boxes.map(({ y2 }) => y2)),
  };
}
