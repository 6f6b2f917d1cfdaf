import type { Box } from '@deepsentinel/queue-contracts';
import { boxArea, boxHeight, boxWidth, clipBox, intersectionArea } from '../box.ts';
import type { Frame } from '../frame.ts';
import { fitLetterbox } from '../preprocess/letterbox.ts';
import { fillBlack, imageNet, resizeWeights, writeCrop } from '../preprocess/normalized-crop.ts';
import { blacken, cropPixels, type Pixels } from '../preprocess/pixels.ts';
import type { AttributeScene, AttributeSubject } from './estimators.ts';

/** Crops of a person, at least one of which is not null. */
export interface PersonCrops {
  readonly face: Pixels | null;
  readonly body: Pixels | null;
}

/**
 * Crops the face and the body of a person.
 *
 * @returns null when neither can be used
 */
export function personCrops(scene: AttributeScene, { face, body }: AttributeSubject): PersonCrops | null {
  const crops = { face: face && faceCrop(scene.frame, face), body: bodyCrop(scene, body) };
  return crops.face || crops.body ? crops : null;
}

function faceCrop(frame: Frame, face: Box): Pixels | null {
  const box = wholePixels(face, frame);
  return boxArea(box) > 0 ? cropPixels(frame, box) : null;
}

/**
 * Writes a face and a body as MiVOLO takes them: letterboxed on black, enlarged when smaller; a missing crop is black.
 *
 * @param slice float32 [6, side, side], the face in channels 0 to 2, the body in 3 to 5; RGB, ImageNet normalization
 * @see https://github.com/WildChlamydia/MiVOLO/blob/main/mivolo/data/misc.py `prepare_classification_images`
 */
export function writePerson({ face, body }: PersonCrops, slice: Float32Array, side: number): void {
  const half = slice.length / 2;
  writeLetterboxed(face, slice.subarray(0, half), side);
  writeLetterboxed(body, slice.subarray(half), side);
}

function writeLetterboxed(crop: Pixels | null, picture: Float32Array, side: number): void {
  fillBlack(picture, imageNet);
  if (!crop) return;
  const { width, height, left, top } = fitLetterbox(crop, { width: side, height: side });
  const columns = resizeWeights(crop.width, width);
  const rows = resizeWeights(crop.height, height);
  writeCrop(crop, { columns, rows, colors: imageNet }, { picture, width: side, left, top });
}

/** Minimum side of a body's box, pixels. */
const minSide = 50;
/** Minimum share of the crop that must be left when other persons are blacked out, 0..1. */
const minShareLeft = 0.4;
/** Distance to a side of the box, as a share of it, below which another person hides the body up to that side. */
const roundedShare = 0.3;

/** Clips a box to the frame and rounds it down to whole pixels. */
function wholePixels(box: Box, frame: Pick<Frame, 'width' | 'height'>): Box {
  const { x1, y1, x2, y2 } = clipBox(box, frame);
  return { x1: Math.floor(x1), y1: Math.floor(y1), x2: Math.floor(x2), y2: Math.floor(y2) };
}

/**
 * Crops a body as MiVOLO's training does: blacks out all faces, also its own, and all other persons, then cuts off the
 * sides that have become black.
 *
 * @returns null when the body is too small or too little of it is left
 * @see https://github.com/WildChlamydia/MiVOLO/blob/main/mivolo/structures.py `crop_object`
 */
export function bodyCrop({ frame, bodies, faces }: AttributeScene, body: Box): Pixels | null {
  const box = wholePixels(body, frame);
  if (boxWidth(box) < minSide || boxHeight(box) < minSide) return null;
  const crop = cropPixels(frame, box);
  for (const other of bodies) {
    if (!isSame(other, body)) hide(crop, box, roundOut(wholePixels(other, frame), box));
  }
  for (const face of faces) hide(crop, box, wholePixels(face, frame));
  return withoutBlackSides(crop);
}

function isSame(a: Box, b: Box): boolean {
  return a.x1 === b.x1 && a.y1 === b.y1 && a.x2 === b.x2 && a.y2 === b.y2;
}

/** Widens another person's box to the sides of the crop that it nearly reaches, if the boxes overlap. */
function roundOut(other: Box, box: Box): Box {
  if (intersectionArea(other, box) === 0) return other;
  const [marginX, marginY] = [roundedShare * boxWidth(box), roundedShare * boxHeight(box)];
  return {
    x1: other.x1 - box.x1 < marginX ? box.x1 : other.x1,
    y1: other.y1 - box.y1 < marginY ? box.y1 : other.y1,
    x2: box.x2 - other.x2 < marginX ? box.x2 : other.x2,
    y2: box.y2 - other.y2 < marginY ? box.y2 : other.y2,
  };
}

function hide(crop: Pixels, box: Box, hidden: Box): void {
  if (intersectionArea(hidden, box) === 0) return;
  blacken(crop, {
    x1: Math.max(hidden.x1 - box.x1, 0),
    y1: Math.max(hidden.y1 - box.y1, 0),
    x2: Math.min(hidden.x2 - box.x1, crop.width),
    y2: Math.min(hidden.y2 - box.y1, crop.height),
  });
}

/**
 * Cuts off columns and rows at the sides with more black pixels than 70 % of the crop's height. The reference code
 * takes the height for rows, too, so rows of a narrow crop are never cut off.
 */
function withoutBlackSides(crop: Pixels): Pixels | null {
  const { width, height } = crop;
  const black = blackPixels(crop);
  const limit = height - height * roundedShare;
  const isKept = (count: number) => count <= limit;
  const x1 = black.columns.findIndex(isKept);
  if (x1 < 0) return null;
  const x2 = black.columns.findLastIndex(isKept) + 1;
  const y1 = Math.max(0, black.rows.findIndex(isKept));
  const y2 = black.rows.findLastIndex(isKept) + 1 || height;
  if ((x2 - x1) * (y2 - y1) < minShareLeft * width * height) return null;
  return cropPixels(crop, { x1, y1, x2, y2 });
}

/** Counts the black pixels of each row and column. */
function blackPixels({ data, width, height }: Pixels): { rows: Int32Array; columns: Int32Array } {
  const rows = new Int32Array(height);
  const columns = new Int32Array(width);
  for (let y = 0, source = 0; y < height; y++) {
    for (let x = 0; x < width; x++, source += 3) {
      if (data[source] || data[source + 1] || data[source + 2]) continue;
      rows[y]!++;
      columns[x]!++;
    }
  }
  return { rows, columns };
}
