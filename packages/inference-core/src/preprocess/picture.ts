import sharp, { type Sharp } from 'sharp';
import type { Frame } from '../frame.ts';

/** The frame as sharp's raw input, without a copy. */
export function picture(frame: Pick<Frame, 'data' | 'width' | 'height'>): Sharp {
  return sharp(frame.data, { raw: { width: frame.width, height: frame.height, channels: 3 } });
}
