import type { Box } from '@deepsentinel/queue-contracts';
import sharp, { type Sharp } from 'sharp';
import { boxHeight, boxWidth } from '../box.ts';

/** Pixels of a picture. */
export interface Pixels {
  /** uint8 [height, width, 3], RGB, rows without padding. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Wraps a picture as sharp's raw input, without a copy. */
export function picture({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Decodes a JPEG to RGB. */
export async function decodeJpeg(jpeg: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(jpeg)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/**
 * Copies a rectangle out of a picture.
 *
 * @param box whole pixels, inside the picture
 */
export function cropPixels({ data, width: sourceWidth }: Pixels, box: Box): Pixels {
  const [width, height] = [boxWidth(box), boxHeight(box)];
  const cropped = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const start = ((box.y1 + row) * sourceWidth + box.x1) * 3;
    cropped.set(data.subarray(start, start + width * 3), row * width * 3);
  }
  return { data: cropped, width, height };
}

/**
 * Fills a rectangle of a picture with black, in place.
 *
 * @param box whole pixels, inside the picture
 */
export function blacken({ data, width }: Pixels, { x1, y1, x2, y2 }: Box): void {
  for (let row = y1; row < y2; row++) data.fill(0, (row * width + x1) * 3, (row * width + x2) * 3);
}
