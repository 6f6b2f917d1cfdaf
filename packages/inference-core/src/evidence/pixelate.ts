import type { Box } from '@deepsentinel/queue-contracts';
import { clipBox } from '../box.ts';
import type { Frame } from '../frame.ts';

/** A part of a frame to be made unrecognizable. */
export interface BlurRegion {
  /** Source-frame pixels; may reach over the border. */
  readonly box: Box;
  /** Height of the head in it from crown to chin, source-frame pixels; rather too large than too small. */
  readonly headHeight: number;
}

/**
 * Squares that cover a head from crown to chin. A face is about 0.65 of that across, which makes 2.6 squares. Viewers
 * match strangers' faces hardly better than by chance with 8 across, and recognize known ones badly with 15 or fewer; so
 * a face stays hidden where the head is two or even three times as large as supposed.
 *
 * @see https://doi.org/10.1002/acp.2970 Bindemann et al. 2013, strangers
 * @see https://doi.org/10.1080/09541449108406221 Bachmann 1991, known faces
 */
const squaresPerHead = 4;
/** Least side of a square, pixels: smaller ones would leave the picture as it is. */
const minSquare = 2;

/**
 * Makes regions of a frame unrecognizable: each head becomes four squares across. Where regions overlap, the larger
 * squares are seen. `headFinder` finds the regions.
 *
 * @returns a new frame; the given one stays as it is
 */
export function blurRegions(frame: Frame, regions: readonly BlurRegion[]): Frame {
  if (regions.length === 0) return frame;
  const data = new Uint8Array(frame.data);
  const largestLast = regions.toSorted((a, b) => a.headHeight - b.headHeight);
  for (const region of largestLast) blurRegion(frame, region, data);
  return { ...frame, data };
}

/** Paints a region of a frame as squares into a copy of its pixels. */
function blurRegion(frame: Frame, { box, headHeight }: BlurRegion, data: Uint8Array): void {
  const { x1, y1, x2, y2 } = clipBox(box, frame);
  const square = Math.max(minSquare, headHeight / squaresPerHead);
  const columns = borders(Math.floor(x1), Math.ceil(x2), square);
  const rows = borders(Math.floor(y1), Math.ceil(y2), square);
  for (const [row, top] of rows.slice(0, -1).entries()) {
    for (const [column, left] of columns.slice(0, -1).entries()) {
      paintMean(frame, { x1: left, y1: top, x2: columns[column + 1]!, y2: rows[row + 1]! }, data);
    }
  }
}

/** Divides a stretch of whole pixels evenly into squares. */
function borders(from: number, to: number, square: number): number[] {
  const squares = Math.max(1, Math.floor((to - from) / square));
  return Array.from(
    { length: squares + 1 },
    (_, index) => from + Math.floor((index * (to - from)) / squares),
  );
}

/** Fills a square with the mean color that it has in the frame. */
function paintMean({ data: source, width }: Frame, { x1, y1, x2, y2 }: Box, data: Uint8Array): void {
  const count = (x2 - x1) * (y2 - y1);
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    for (let y = y1; y < y2; y++) {
      for (let x = x1; x < x2; x++) sum += source[(y * width + x) * 3 + channel]!;
    }
    const mean = Math.round(sum / count);
    for (let y = y1; y < y2; y++) {
      for (let x = x1; x < x2; x++) data[(y * width + x) * 3 + channel] = mean;
    }
  }
}
