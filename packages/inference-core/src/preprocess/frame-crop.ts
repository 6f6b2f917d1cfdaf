import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight, boxWidth } from '../box.ts';
import type { Frame } from '../frame.ts';

/** The pixels of a part of a frame. */
export type Pixels = Pick<Frame, 'data' | 'width' | 'height'>;

/**
 * Copies a part of a frame.
 *
 * @param box whole pixels, inside the frame
 */
export function cropFrame({ data, width: frameWidth }: Pixels, box: Box): Pixels {
  const [width, height] = [boxWidth(box), boxHeight(box)];
  const cropped = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const start = ((box.y1 + row) * frameWidth + box.x1) * 3;
    cropped.set(data.subarray(start, start + width * 3), row * width * 3);
  }
  return { data: cropped, width, height };
}

/**
 * Makes a part of a picture black, in place.
 *
 * @param box whole pixels, inside the picture
 */
export function blacken({ data, width }: Pixels, { x1, y1, x2, y2 }: Box): void {
  for (let row = y1; row < y2; row++) data.fill(0, (row * width + x1) * 3, (row * width + x2) * 3);
}
