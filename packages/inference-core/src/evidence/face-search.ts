import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth } from '../box.ts';
import type { Detection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { suppressOverlaps } from '../nms.ts';
import type { FaceDetector } from '../persons/estimators.ts';
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
 * Makes a search of squares of two or three sizes, whose number depends on the size of the picture alone: 9 in one of
 * 640 x 360. Several pictures of the same view are searched once.
 */
export function faceSearch(detector: FaceDetector): FaceSearch {
  const searches = new WeakMap<Frame, Map<string, Promise<Box[]>>>();
  return async (frame, view) => {
    const ofFrame = searches.get(frame) ?? new Map<string, Promise<Box[]>>();
    searches.set(frame, ofFrame);
    const name = JSON.stringify(view);
    const search = ofFrame.get(name) ?? facesIn(frame, searchSquares(view), detector);
    ofFrame.set(name, search);
    return await search;
  };
}

async function facesIn(frame: Frame, squares: readonly Square[], detector: FaceDetector): Promise<Box[]> {
  const found: Detection[] = [];
  for (const square of squares) found.push(...(await detector.detect(frame, square)));
  return suppressOverlaps(found, sameFaceOverlap).map(({ box }) => box);
}

/** Divides a view into overlapping squares: large ones for large faces, small ones for small faces. */
export function searchSquares({ box, scale }: FrameView): Square[] {
  const largest = Math.min(boxWidth(box), boxHeight(box));
  const smallest = Math.min(largest, smallestSide / scale);
  const steps = Math.ceil(Math.log(largest / smallest) / Math.log(maxSideRatio));
  const sides = Array.from({ length: steps + 1 }, (_, step) =>
    steps === 0 ? largest : largest * (smallest / largest) ** (step / steps),
  );
  return sides.flatMap((side) =>
    starts(box.y1, boxHeight(box), side).flatMap((y) =>
      starts(box.x1, boxWidth(box), side).map((x) => ({ x, y, side })),
    ),
  );
}

/** Places squares evenly along an axis. */
function starts(from: number, length: number, side: number): number[] {
  const gaps = Math.max(0, Math.ceil((length - side) / (side * (1 - overlap)) - 1e-9));
  return Array.from({ length: gaps + 1 }, (_, index) =>
    gaps === 0 ? from : from + ((length - side) * index) / gaps,
  );
}
