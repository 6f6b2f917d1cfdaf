import type { Box } from '@deepsentinel/queue-contracts';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { clipBox } from '../box.ts';
import type { Frame } from '../frame.ts';
import { picture } from '../preprocess/pixels.ts';

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

/** Makes regions of a frame unrecognizable. Where regions overlap, the larger squares are seen. */
export async function pixelated(frame: Frame, regions: readonly BlurRegion[]): Promise<Sharp> {
  const largestLast = regions.toSorted((a, b) => a.headHeight - b.headHeight);
  const patches = await Promise.all(largestLast.map((region) => patchOf(frame, region)));
  return picture(frame).composite(patches.filter((patch) => patch !== null));
}

async function patchOf(frame: Frame, { box, headHeight }: BlurRegion): Promise<OverlayOptions | null> {
  const inside = clipBox(box, frame);
  const left = Math.floor(inside.x1);
  const top = Math.floor(inside.y1);
  const width = Math.ceil(inside.x2) - left;
  const height = Math.ceil(inside.y2) - top;
  if (width < 1 || height < 1) return null;
  const square = Math.max(minSquare, headHeight / squaresPerHead);
  const squares = (length: number) => Math.max(1, Math.floor(length / square));
  const small = await picture(frame)
    .extract({ left, top, width, height })
    .resize(squares(width), squares(height), { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { data, info } = await sharp(small.data, {
    raw: { width: small.info.width, height: small.info.height, channels: 3 },
  })
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { input: data, raw: { width: info.width, height: info.height, channels: 3 }, left, top };
}
