import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth } from '../box.ts';
import type { Keypoint, PersonDetection, Pose } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { type Square, squareAround } from '../preprocess/square-crop.ts';
import type { AttributeEstimator, AttributeSample, FaceDetector } from './estimators.ts';

/**
 * Estimates the attributes of persons in a frame.
 *
 * @param persons persons to estimate
 * @param allPersons all persons of the frame, who may occlude each other
 * @returns a sample for each of `persons`, in their order; null when none can be estimated
 */
export type FrameAttributeEstimator = (
  frame: Frame,
  persons: readonly PersonDetection[],
  allPersons: readonly PersonDetection[],
) => Promise<(AttributeSample | null)[]>;

/** Side of the region searched for a face, as a share of the box's longer side. */
const headRegionShare = 0.5;
/** Maximum side of a head, as a share of the box's longer side; heads of smaller persons are not searched. */
const headShare = 0.2;
/** Minimum side of a face that is estimated without its body, pixels. */
const minFaceSide = 24;
/** Minimum confidence of nose and eyes, 0..1: a head seen from behind has no face. */
const minEyeConfidence = 0.3;

/**
 * Makes an estimator that finds the faces of persons first.
 *
 * @param faces finds faces where the person detector found none; null to do without
 */
export function frameAttributeEstimator(
  faces: FaceDetector | null,
  attributes: AttributeEstimator,
): FrameAttributeEstimator {
  return async (frame, persons, allPersons) => {
    const found = await Promise.all(persons.map((person) => faceOf(frame, person)));
    const subjects = persons.map(({ box: body }, index) => ({ body, face: found[index]! }));
    return await attributes.estimate({ frame, ...occluders(allPersons) }, subjects);
  };

  async function faceOf(frame: Frame, person: PersonDetection): Promise<Box | null> {
    const face = person.face?.box ?? (await searchFace(frame, person));
    return face && isUsable(face) ? face : null;
  }

  async function searchFace(frame: Frame, person: PersonDetection): Promise<Box | null> {
    const region = faces && headRegion(person);
    const [face] = region ? await faces.detect(frame, region) : [];
    return face?.box ?? null;
  }

  function isUsable(face: Box): boolean {
    return !attributes.needsFace || Math.min(boxWidth(face), boxHeight(face)) >= minFaceSide;
  }
}

/** Boxes that may occlude a person; detections of low confidence, which may be shadows, are left out. */
function occluders(persons: readonly PersonDetection[]): { bodies: Box[]; faces: Box[] } {
  return {
    bodies: persons.filter(({ highConfidence }) => highConfidence).map(({ box }) => box),
    faces: persons.flatMap(({ face }) => face?.box ?? []),
  };
}

/** Region in which to search a face; null when it would be too small or is turned away. */
function headRegion({ pose, box }: PersonDetection): Square | null {
  const longerSide = Math.max(boxWidth(box), boxHeight(box));
  if (!pose || longerSide * headShare < minFaceSide || !showsFace(pose)) return null;
  const { nose, leftEye, rightEye } = pose;
  const center = { x: (nose.x + leftEye.x + rightEye.x) / 3, y: (nose.y + leftEye.y + rightEye.y) / 3 };
  return squareAround(center, longerSide * headRegionShare);
}

function showsFace({ nose, leftEye, rightEye }: Pose): boolean {
  const isVisible = ({ confidence }: Keypoint) => confidence >= minEyeConfidence;
  return isVisible(nose) && isVisible(leftEye) && isVisible(rightEye);
}
