import type { Frame } from '../frame.ts';
import { picture } from './picture.ts';

/** A square region of a frame, in source-frame pixels; it may reach over the border. */
export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** The square of a given side around a centre. */
export const squareAround = (centre: { x: number; y: number }, side: number): Square => ({
  x: centre.x - side / 2,
  y: centre.y - side / 2,
  side,
});

/**
 * Cuts a square out of a frame and scales it (bicubic); what lies outside the frame is black.
 *
 * @param size side of the result in pixels
 * @returns uint8 [size, size, 3], RGB
 */
export async function squareCrop(frame: Frame, { x, y, side }: Square, size: number): Promise<Uint8Array> {
  const scale = size / side;
  const horizontal = visibleSpan(x, side, { limit: frame.width, scale, size });
  const vertical = visibleSpan(y, side, { limit: frame.height, scale, size });
  return await picture(frame)
    .extract({ left: horizontal.from, top: vertical.from, width: horizontal.length, height: vertical.length })
    .resize(horizontal.scaled, vertical.scaled, { fit: 'fill', kernel: 'cubic' })
    .extend({
      left: horizontal.before,
      top: vertical.before,
      right: size - horizontal.scaled - horizontal.before,
      bottom: size - vertical.scaled - vertical.before,
      background: '#000',
    })
    .raw()
    .toBuffer();
}

/** The part of a square's side that lies inside the frame: in source pixels, and scaled with what is padded before it. */
function visibleSpan(
  start: number,
  side: number,
  { limit, scale, size }: { limit: number; scale: number; size: number },
): { from: number; length: number; scaled: number; before: number } {
  const from = Math.min(Math.max(0, Math.floor(start)), limit - 1);
  const to = Math.min(Math.max(from + 1, Math.ceil(start + side)), limit);
  const scaled = Math.min(size, Math.max(1, Math.round((to - from) * scale)));
  const before = Math.min(size - scaled, Math.max(0, Math.round((from - start) * scale)));
  return { from, length: to - from, scaled, before };
}
