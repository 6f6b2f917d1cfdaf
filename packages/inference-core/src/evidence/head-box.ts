import type { Box } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight, boxWidth } from '../box.ts';
import type { Keypoint, PersonDetection, Pose } from '../detection.ts';
import type { FaceSearch, FrameView } from './face-search.ts';
import type { BlurRegion } from './pixelate.ts';
import type { Shot } from './subject.ts';

/** Joints less confident than this are not relied on, 0..1. */
const minJointConfidence = 0.3;
/** The pose model knows lying bodies less well and may take feet for a head, 0..1. */
const minLyingJointConfidence = 0.45;
/** One joint alone is too easily mistaken. */
const minHeadJoints = 2;
/** A box that shows this many joints of hips and legs holds a body, not a head that looks over a shelf. */
const minLegJoints = 2;
/**
 * Half the side of the covered square, as multiples of what a body shows of its size; the largest counts. A head with
 * its hair is about 0.28 m high, which makes half of it 0.65 of the height from crown to chin, 2.2 times the distance of
 * the eyes, 0.4 times that of the shoulder joints and 0.6 times that from the nose to between the shoulders; the rest
 * is margin.
 */
const reach = { head: 0.9, headSpan: 1.3, eyes: 2.4, shoulders: 0.45, neck: 0.7 };
/** Share of that square's side that the head has from crown to chin: the margin is about as much as the rest. */
const headShareOfSquare = 0.6;
/** The part of an upright box that holds the head: shares of its height and of its width, the larger counts. */
const upperHeightShare = 0.25;
const upperWidthShare = 0.7;
/** Detectors cut heads a little, so the boxes are widened by this share of their longer side. */
const boxMargin = 0.04;
/**
 * Height of a head from crown to chin as shares of what a body shows of its size; the largest counts. Along the line of
 * sight a body shows less than its length, but its box is still about as wide as the shoulders, twice the head, or a bent
 * body, four times the head.
 *
 * @see https://library.drfop.org/items/show/179763 proportions of the body, Contini 1972
 */
const headShares = { longerSide: 1 / 8, shorterSide: 1 / 4, torso: 0.45, shoulders: 0.5 };
/** Detectors frame a face from the brows to the chin; with crown, ears and chin a head is this many times as high. */
const headPerFace = 1.75;
/** What is covered around a face, share of its longer side. */
const faceMargin = 0.5;

/** Finds what is made unrecognizable where a view of a frame is shown. The same frame gives the same regions. */
export type HeadFinder = (shot: Shot, view: FrameView) => Promise<BlurRegion[]>;

/**
 * Makes a finder of the heads of all persons and of the faces of everybody else.
 *
 * @param searchFaces null when the faces of a shot are all that can be found
 */
export function headFinder(searchFaces: FaceSearch | null): HeadFinder {
  return async ({ frame, persons, faces }, view) =>
    headRegions(persons, [...faces, ...((await searchFaces?.(frame, view)) ?? [])]);
}

/**
 * Finds the parts of a frame that are made unrecognizable: the heads of all persons, and faces that were seen by
 * themselves. Rather too much than too little: whatever is uncertain is covered.
 */
export function headRegions(persons: readonly PersonDetection[], faces: readonly Box[]): BlurRegion[] {
  return [...persons.map(headRegion), ...faces.map(aroundFace)];
}

/**
 * Finds the part of a frame that holds a person's head. Of a body that is not upright, and whose joints do not tell
 * which end is the head, all is covered, in squares of the size for a head: its posture can still be seen.
 */
export function headRegion({ box, pose, posture }: PersonDetection): BlurRegion {
  const isDown = posture === 'lying' || posture === 'bending';
  const isWide = boxWidth(box) > boxHeight(box);
  const minConfidence = posture === 'lying' ? minLyingJointConfidence : minJointConfidence;
  const head = pose && aroundJoints(pose, box, minConfidence);
  if (head && (isDown || (isWide && posture === 'sitting'))) return head;
  const all = isDown || isWide ? wholeBox(box, pose) : upperPart(box);
  // Where people overlap, the joints may be those of the other one: the upper end of an upright body is covered anyway.
  return head
    ? { box: enclosing([head.box, all.box]), headHeight: Math.max(head.headHeight, all.headHeight) }
    : all;
}

function aroundFace(face: Box): BlurRegion {
  const side = Math.max(boxWidth(face), boxHeight(face));
  return { box: widened(face, faceMargin * side), headHeight: headPerFace * side };
}

/** All of a box, of which any end may be the head, or which may hold nothing but a head if no legs are seen. */
function wholeBox(box: Box, pose: Pose | undefined): BlurRegion {
  return {
    box: widened(box, boxMargin * Math.max(boxWidth(box), boxHeight(box))),
    headHeight: pose && showsLegs(pose) ? headOfBody(box, pose) : Math.min(boxWidth(box), boxHeight(box)),
  };
}

/** Estimates the height of a head by the size of its body, which the box is supposed to hold, pixels. */
function headOfBody(box: Box, { leftShoulder, rightShoulder, leftHip, rightHip }: Pose): number {
  const [shoulders, hips] = [confident([leftShoulder, rightShoulder]), confident([leftHip, rightHip])];
  const ends = [shoulders, hips].flatMap((pair) => (pair.length === 2 ? boxCenter(spanOf(pair)) : []));
  return Math.max(
    headShares.longerSide * Math.max(boxWidth(box), boxHeight(box)),
    headShares.shorterSide * Math.min(boxWidth(box), boxHeight(box)),
    headShares.torso * diagonal(ends),
    headShares.shoulders * diagonal(shoulders),
  );
}

/** The upper part of an upright body, of which the rest may be cut off. */
function upperPart(box: Box): BlurRegion {
  const [width, height] = [boxWidth(box), boxHeight(box)];
  const whole = widened(box, boxMargin * height);
  const upper = Math.max(upperHeightShare * height, upperWidthShare * width);
  const part = { ...whole, y2: Math.min(whole.y2, box.y1 + upper) };
  return { box: part, headHeight: Math.min(boxWidth(part), boxHeight(part)) };
}

function showsLegs({ leftHip, rightHip, leftKnee, rightKnee, leftAnkle, rightAnkle }: Pose): boolean {
  return confident([leftHip, rightHip, leftKnee, rightKnee, leftAnkle, rightAnkle]).length >= minLegJoints;
}

function confident(joints: readonly Keypoint[], minConfidence = minJointConfidence): Keypoint[] {
  return joints.filter(({ confidence }) => confidence >= minConfidence);
}

/** A square around the joints of the head, null when too few are confident. */
function aroundJoints(pose: Pose, box: Box, minConfidence: number): BlurRegion | null {
  const { nose, leftEye, rightEye, leftEar, rightEar, leftShoulder, rightShoulder } = pose;
  const joints = confident([nose, leftEye, rightEye, leftEar, rightEar], minConfidence);
  if (joints.length < minHeadJoints) return null;
  const center = boxCenter(spanOf(joints));
  const eyes = confident([leftEye, rightEye], minConfidence);
  const shoulders = confident([leftShoulder, rightShoulder], minConfidence);
  const neck = shoulders.length === 2 ? [center, boxCenter(spanOf(shoulders))] : [];
  const half = Math.max(
    reach.head * headOfBody(box, pose),
    reach.headSpan * diagonal(joints),
    reach.eyes * diagonal(eyes),
    reach.shoulders * diagonal(shoulders),
    reach.neck * diagonal(neck),
  );
  const point = { x1: center.x, y1: center.y, x2: center.x, y2: center.y };
  return { box: widened(point, half), headHeight: headShareOfSquare * 2 * half };
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

const widened = ({ x1, y1, x2, y2 }: Box, by: number): Box => ({
  ...{ x1: x1 - by, y1: y1 - by, x2: x2 + by, y2: y2 + by },
});
