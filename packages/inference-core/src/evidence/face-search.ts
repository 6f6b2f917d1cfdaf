import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth } from '../box.ts';
import type { Detection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { suppressOverlaps } from '../nms.ts';
import type { FaceDetector } from '../persons/estimators.ts';
import { picture } from '../preprocess/pixels.ts';
import type { Square } from '../preprocess/square-crop.ts';

/** A part of a frame as a picture shows it. */
export interface FrameView {
  /** Source-frame pixels, inside the frame. */
  readonly box: Box;
  /** Pixels of the picture per pixel of the frame, at most 1. */
  readonly scale: number;
}

/**
 * Finds the faces that a picture shows, also of people whom nobody detected.
 *
 * @returns source-frame pixels
 */
export type FaceSearch = (frame: Frame, view: FrameView) => Promise<Box[]>;

/**
 * Side of the smallest squares, pixels of the picture. BlazeFace, whose input has this side, finds faces from about 16
 * pixels on; smaller ones are recognized by nobody.
 */
const smallestSide = 256;
/** Share of a square that the next one sees, too: smaller faces are whole in one of the two. */
const overlap = 0.25;
/** Largest ratio of the sides of two sizes of squares: faces that fit no overlap of the one are found in the other. */
const maxSideRatio = 5;
/** Overlap above which two boxes are one face, 0..1. */
const sameFaceOverlap = 0.5;

/**
 * Makes a search of squares of two or three sizes, whose number depends on the size of the picture alone: 7 in one of
 * 640 x 360. Several pictures of the same view are searched once.
 */
export function faceSearch(detector: FaceDetector): FaceSearch {
  const searches = new WeakMap<Frame, Map<string, Promise<Box[]>>>();
  return async (frame, view) => {
    const ofFrame = searches.get(frame) ?? new Map<string, Promise<Box[]>>();
    searches.set(frame, ofFrame);
    const name = JSON.stringify(view);
    const search = ofFrame.get(name) ?? facesIn(frame, view, detector);
    ofFrame.set(name, search);
    return await search;
  };
}

async function facesIn(frame: Frame, view: FrameView, detector: FaceDetector): Promise<Box[]> {
  const shown = await viewed(frame, view);
  const found: Detection[] = [];
  for (const square of searchSquares(shown)) found.push(...(await detector.detect(shown, square)));
  const { x1, y1, x2, y2 } = view.box;
  const [scaleX, scaleY] = [(x2 - x1) / shown.width, (y2 - y1) / shown.height];
  return suppressOverlaps(found, sameFaceOverlap).map(({ box }) => ({
    x1: x1 + scaleX * box.x1,
    y1: y1 + scaleY * box.y1,
    x2: x1 + scaleX * box.x2,
    y2: y1 + scaleY * box.y2,
  }));
}

/** Cuts out and scales what a view shows, once for all squares. */
async function viewed(frame: Frame, { box, scale }: FrameView): Promise<Frame> {
  const [left, top, width, height] = [box.x1, box.y1, boxWidth(box), boxHeight(box)];
  if (scale === 1 && width === frame.width && height === frame.height) return frame;
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const data = await picture(frame)
    .extract({ left, top, width, height })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer();
  return { ...frame, ...size, data };
}

/** Divides a picture into overlapping squares: one around all of it for large faces, small ones for small faces. */
export function searchSquares({ width, height }: Pick<Frame, 'width' | 'height'>): Square[] {
  const largest = Math.max(width, height);
  const smallest = Math.min(largest, smallestSide);
  const steps = Math.ceil(Math.log(largest / smallest) / Math.log(maxSideRatio) - 1e-9);
  const sides = Array.from({ length: steps + 1 }, (_, step) =>
    steps === 0 ? largest : Math.round(largest * (smallest / largest) ** (step / steps)),
  );
  return sides.flatMap((side) =>
    starts(height, side).flatMap((y) => starts(width, side).map((x) => ({ x, y, side }))),
  );
}

/** Places squares evenly along an axis, at whole pixels; one that is longer reaches over both ends. */
function starts(length: number, side: number): number[] {
  const gaps = Math.ceil((length - side) / (side * (1 - overlap)));
  if (gaps <= 0) return [Math.floor((length - side) / 2)];
  return Array.from({ length: gaps + 1 }, (_, index) => Math.round(((length - side) * index) / gaps));
}
