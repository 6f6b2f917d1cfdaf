import type { Box } from '@deepsentinel/queue-contracts';
import { boxArea } from '../box.ts';
import type { Frame } from '../frame.ts';
import { cropFrame, type Pixels } from '../preprocess/frame-crop.ts';
import { resizeWeights } from '../preprocess/interpolation-weights.ts';
import { fitLetterbox } from '../preprocess/letterbox-geometry.ts';
import { fillBlack, imageNet } from '../preprocess/normalization.ts';
import { paintCrop } from '../preprocess/normalized-crop.ts';
import type { AttributeScene, AttributeSubject } from './attribute-estimator.ts';
import { bodyCrop, wholePixels } from './body-crop.ts';

/** What is seen of a person: one of the two at least. */
export interface PersonCrops {
  readonly face: Pixels | null;
  readonly body: Pixels | null;
}

/** @returns null when neither the face nor the body can be used */
export function personCrops(scene: AttributeScene, { face, body }: AttributeSubject): PersonCrops | null {
  const crops = { face: face && faceCrop(scene.frame, face), body: bodyCrop(scene, body) };
  return crops.face || crops.body ? crops : null;
}

function faceCrop(frame: Frame, face: Box): Pixels | null {
  const box = wholePixels(face, frame);
  return boxArea(box) > 0 ? cropFrame(frame, box) : null;
}

/**
 * Paints a face and a body as MiVOLO takes them: letterboxed on black, enlarged when smaller; what is not seen is black.
 *
 * @param place float32 [6, side, side], the face in channels 0 to 2, the body in 3 to 5; RGB, ImageNet normalization
 * @see https://github.com/WildChlamydia/MiVOLO/blob/main/mivolo/data/misc.py `prepare_classification_images`
 */
export function paintPerson({ face, body }: PersonCrops, place: Float32Array, side: number): void {
  const half = place.length / 2;
  paintInside(face, place.subarray(0, half), side);
  paintInside(body, place.subarray(half), side);
}

function paintInside(crop: Pixels | null, picture: Float32Array, side: number): void {
  fillBlack(picture, imageNet);
  if (!crop) return;
  const { width, height, left, top } = fitLetterbox(crop, { width: side, height: side });
  const columns = resizeWeights(crop.width, width);
  const rows = resizeWeights(crop.height, height);
  paintCrop(crop, { columns, rows, colors: imageNet }, { picture, width: side, left, top });
}
