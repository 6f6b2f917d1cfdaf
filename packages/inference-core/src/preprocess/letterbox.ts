import type { Box } from '@deepsentinel/queue-contracts';
import type { Frame } from '../frame.ts';
import { picture } from './picture.ts';

/** A frame scaled into a model's input with its aspect ratio kept, and the way back. */
export interface Letterboxed {
  /** uint8 [size, size, 3], RGB, the frame centerd on black. */
  readonly data: Uint8Array;
  /** Maps a box in input pixels to source-frame pixels. */
  toSource(box: Box): Box;
}

/** Scales a frame into a square of `size` pixels: bilinear, centerd, padded with black. */
export async function letterbox(frame: Frame, size: number): Promise<Letterboxed> {
  const scale = Math.min(size / frame.width, size / frame.height);
  const width = Math.max(1, Math.round(frame.width * scale));
  const height = Math.max(1, Math.round(frame.height * scale));
  const left = (size - width) >> 1;
  const top = (size - height) >> 1;
  const data = await picture(frame)
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .extend({ left, top, right: size - width - left, bottom: size - height - top, background: '#000' })
    .raw()
    .toBuffer();
  const scaleX = frame.width / width;
  const scaleY = frame.height / height;
  return {
    data,
    toSource: ({ x1, y1, x2, y2 }) => ({
      x1: (x1 - left) * scaleX,
      y1: (y1 - top) * scaleY,
      x2: (x2 - left) * scaleX,
      y2: (y2 - top) * scaleY,
    }),
  };
}
