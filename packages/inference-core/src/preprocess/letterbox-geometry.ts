import type { Box } from '@deepsentinel/queue-contracts';
import { roundHalfToEven } from './round-half-to-even.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a frame lies, scaled with its aspect ratio kept, in the larger or smaller input of a network. */
export interface LetterboxGeometry extends Size {
  /** Input pixels for each pixel of the frame. */
  readonly scale: number;
  /** Padding before the frame, input pixels. */
  readonly left: number;
  readonly top: number;
}

/**
 * Centers a frame in a network's input as YOLO does it in training: where the padding is odd, the smaller half comes
 * first.
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
