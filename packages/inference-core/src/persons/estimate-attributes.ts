import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth } from '../box.ts';
import type { Keypoint, PersonDetection, Pose } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { type Square, squareAround } from '../preprocess/square-crop.ts';
import type { AttributeEstimator, AttributeSample } from './attribute-estimator.ts';
import type { FaceDetector } from './face-detector.ts';

/**
 * Estimates the attributes of persons.
 *
 * @param wanted persons whose attributes are wanted
 * @param everybody all persons of the frame, who may be in each other's way
 * @returns for each wanted person, in their order, what was found; null when nothing can be told
 */
export type FrameAttributeEstimator = (
  frame: Frame,
  wanted: readonly PersonDetection[],
  everybody: readonly PersonDetection[],
) => Promise<(AttributeSample | null)[]>;

/** The region searched for a face, as a share of the box's longer side. */
const headRegionShare = 0.5;
/** A head is at most this share of the person's longer side, so smaller persons need not be looked at. */
const headShare = 0.2;
/** Faces with a shorter side cannot be told apart by themselves, pixels. */
const minFaceSide = 24;
/** Both eyes must be seen this well, 0..1: backs of heads have no face. */
const minEyeConfidence = 0.3;

/** @param faces looks for the faces that the person detector does not find; null to do without */
export function frameAttributeEstimator(
  faces: FaceDetector | null,
  attributes: AttributeEstimator,
): FrameAttributeEstimator {
  return async (frame, wanted, everybody) => {
    const found = await Promise.all(wanted.map((person) => faceOf(frame, person)));
    const subjects = wanted.map(({ box: body }, index) => ({ body, face: found[index]! }));
    return await attributes.estimate({ frame, ...whoIsThere(everybody) }, subjects);
  };

  async function faceOf(frame: Frame, person: PersonDetection): Promise<Box | null> {
    const face = person.face?.box ?? (await searchFace(frame, person));
    return face && isUsable(face) ? face : null;
  }

  async function searchFace(frame: Frame, person: PersonDetection): Promise<Box | null> {
    const region = faces && headRegion(person);
    return region ? ((await faces.detect(frame, region))?.box ?? null) : null;
  }

  function isUsable(face: Box): boolean {
    return !attributes.needsFace || Math.min(boxWidth(face), boxHeight(face)) >= minFaceSide;
  }
}

/** Detections of low confidence are left out: nobody is hidden by a shadow. */
function whoIsThere(everybody: readonly PersonDetection[]): { bodies: Box[]; faces: Box[] } {
  return {
    bodies: everybody.filter(({ highConfidence }) => highConfidence).map(({ box }) => box),
    faces: everybody.flatMap(({ face }) => face?.box ?? []),
  };
}

/** Where a face may be, null when it would be too small or is turned away. */
function headRegion({ pose, box }: PersonDetection): Square | null {
  const longerSide = Math.max(boxWidth(box), boxHeight(box));
  if (!pose || longerSide * headShare < minFaceSide || !showsFace(pose)) return null;
  const { nose, leftEye, rightEye } = pose;
  const center = { x: (nose.x + leftEye.x + rightEye.x) / 3, y: (nose.y + leftEye.y + rightEye.y) / 3 };
  return squareAround(center, longerSide * headRegionShare);
}

function showsFace({ nose, leftEye, rightEye }: Pose): boolean {
  const seen = ({ confidence }: Keypoint) => confidence >= minEyeConfidence;
  return seen(nose) && seen(leftEye) && seen(rightEye);
}
