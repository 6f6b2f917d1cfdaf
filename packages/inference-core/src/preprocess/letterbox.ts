import type { Box } from '@deepsentinel/queue-contracts';
import type { Frame } from '../frame.ts';
import { picture } from './pixels.ts';

/** A frame scaled into a square input with its aspect ratio kept. */
export interface Letterboxed {
  /** uint8 [size, size, 3], RGB, the frame centered on black. */
  readonly data: Uint8Array;
  /** Maps a box in input pixels to source-frame pixels. */
  toSource(box: Box): Box;
}

/** Scales a frame into a square of `size` pixels: bilinear, averaged over all source pixels, centered on black. */
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

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Position and size, in input pixels, of a frame that is scaled into a network's input with its aspect ratio kept. */
export interface LetterboxGeometry extends Size {
  /** Input pixels per pixel of the frame. */
  readonly scale: number;
  /** Padding before the frame, input pixels. */
  readonly left: number;
  readonly top: number;
}

/**
 * Centers a frame in a network's input as YOLO's training does: of an odd padding, the smaller half comes first.
 *
 * @see https://github.com/ultralytics/ultralytics/blob/main/ultralytics/data/augment.py `LetterBox`
 */
export function fitLetterbox(frame: Size, input: Size): LetterboxGeometry {
  const scale = Math.min(input.height / frame.height, input.width / frame.width);
  const width = Math.max(1, roundHalfToEven(frame.width * scale));
  const height = Math.max(1, roundHalfToEven(frame.height * scale));
  return {
    scale,
    width,
    height,
    left: (input.width - width) >> 1,
    top: (input.height - height) >> 1,
  };
}

/** Maps a box in input pixels to source-frame pixels. */
export function toFrame({ x1, y1, x2, y2 }: Box, { scale, left, top }: LetterboxGeometry): Box {
  return {
    x1: (x1 - left) / scale,
    y1: (y1 - top) / scale,
    x2: (x2 - left) / scale,
    y2: (y2 - top) / scale,
  };
}

/** Rounds halves to the even neighbor, as Python and OpenCV do. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 && below % 2 === 0 ? below : Math.round(value);
}
