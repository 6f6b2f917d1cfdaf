import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth, clipBox, intersectionArea } from '../box.ts';
import type { Frame } from '../frame.ts';
import { blacken, cropFrame, type Pixels } from '../preprocess/frame-crop.ts';
import type { AttributeScene } from './attribute-estimator.ts';

/** Shorter sides show too little of a body, pixels. */
const minSide = 50;
/** A body of which less is left, when others are blacked out, is not used, 0..1. */
const minShareLeft = 0.4;
/** Somebody who comes this close to a side of the box, as a share of it, hides the body as far as that side. */
const roundedShare = 0.3;

/** A box in whole pixels, inside the frame. */
export function wholePixels(box: Box, frame: Pick<Frame, 'width' | 'height'>): Box {
  const { x1, y1, x2, y2 } = clipBox(box, frame);
  return { x1: Math.floor(x1), y1: Math.floor(y1), x2: Math.floor(x2), y2: Math.floor(y2) };
}

/**
 * Cuts a body out and blacks out all faces, its own too, and all other persons; sides that are black thereby are cut
 * off. What MiVOLO was trained on.
 *
 * @returns null when the body is too small or too little of it is left
 * @see https://github.com/WildChlamydia/MiVOLO/blob/main/mivolo/structures.py `crop_object`
 */
export function bodyCrop({ frame, bodies, faces }: AttributeScene, body: Box): Pixels | null {
  const box = wholePixels(body, frame);
  if (boxWidth(box) < minSide || boxHeight(box) < minSide) return null;
  const crop = cropFrame(frame, box);
  for (const other of bodies) {
    if (!isSame(other, body)) hide(crop, box, roundOut(wholePixels(other, frame), box));
  }
  for (const face of faces) hide(crop, box, wholePixels(face, frame));
  return withoutBlackSides(crop);
}

function isSame(a: Box, b: Box): boolean {
  return a.x1 === b.x1 && a.y1 === b.y1 && a.x2 === b.x2 && a.y2 === b.y2;
}

/** Widens somebody's box to the sides of the crop that it nearly reaches; as it is when they do not overlap. */
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
 * Cuts off the sides that are black in more pixels than 70 % of the crop's height. That holds for rows, too, in the code
 * that the network was trained with: those of a slim crop are never cut off.
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
  return cropFrame(crop, { x1, y1, x2, y2 });
}

/** How many pixels of each row and column are black. */
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
