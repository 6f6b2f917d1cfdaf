import { boxHeight, boxWidth } from '../box.ts';
import type { Keypoint, PersonDetection, Pose } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { type Square, squareAround } from '../image/square-crop.ts';
import type { AttributeEstimator, AttributeSample } from './attribute-estimator.ts';
import type { FaceDetector } from './face-detector.ts';

/** Looks for a person's face and estimates attributes from it; null when no face can be judged. */
export type FaceJudge = (frame: Frame, person: PersonDetection) => Promise<AttributeSample | null>;

/** The region searched for a face, as a share of the box's longer side. */
const headRegionShare = 0.5;
/** A head is at most this share of the person's longer side, so smaller persons need not be looked at. */
const headShare = 0.2;
/** Faces with a shorter side cannot be told apart, pixels. */
const minFaceSide = 24;
/** Both eyes must be seen this well, 0..1: backs of heads have no face. */
const minEyeConfidence = 0.3;

export function faceJudge(faces: FaceDetector, attributes: AttributeEstimator): FaceJudge {
  return async (frame, person) => {
    const region = headRegion(person);
    if (!region) return null;
    const face = await faces.detect(frame, region);
    if (!face || Math.min(boxWidth(face.box), boxHeight(face.box)) < minFaceSide) return null;
    return await attributes.estimate(frame, face.box);
  };
}

/** Where a face may be, null when it would be too small or is turned away. */
function headRegion({ pose, box }: PersonDetection): Square | null {
  const longerSide = Math.max(boxWidth(box), boxHeight(box));
  if (!pose || longerSide * headShare < minFaceSide || !showsFace(pose)) return null;
  const { nose, leftEye, rightEye } = pose;
  const centre = { x: (nose.x + leftEye.x + rightEye.x) / 3, y: (nose.y + leftEye.y + rightEye.y) / 3 };
  return squareAround(centre, longerSide * headRegionShare);
}

function showsFace({ nose, leftEye, rightEye }: Pose): boolean {
  const seen = ({ confidence }: Keypoint) => confidence >= minEyeConfidence;
  return seen(nose) && seen(leftEye) && seen(rightEye);
}
