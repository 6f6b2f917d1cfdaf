import type { Box } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight, boxWidth } from '../box.ts';
import type { Frame } from '../frame.ts';
import { warpWeights } from '../preprocess/interpolation-weights.ts';
import { imageNet } from '../preprocess/normalization.ts';
import { paintCrop } from '../preprocess/normalized-crop.ts';

/** Of MEBOW, pixels. */
export const inputWidth = 192;
export const inputHeight = 256;

/** The crop's sides as a multiple of the box's, which is widened to the input's shape before. */
const cropScale = 1.25;

/** A part of a frame in the shape of MEBOW's input; it may reach over the border. */
export interface BodyRegion {
  /** Of its first pixel, source-frame pixels. */
  readonly x: number;
  readonly y: number;
  /** From pixel to pixel, source-frame pixels. */
  readonly step: number;
}

/** @see https://github.com/ChenyanWu/MEBOW/blob/master/lib/dataset/coco_hoe.py `_xywh2cs` */
export function bodyRegion(box: Box): BodyRegion {
  const width = Math.max(boxWidth(box), (boxHeight(box) * inputWidth) / inputHeight);
  const step = (cropScale * width) / inputWidth;
  const { x, y } = boxCenter(box);
  return { x: x - (step * inputWidth) / 2, y: y - (step * inputHeight) / 2, step };
}

/**
 * Paints a body; what lies outside the frame is black.
 *
 * @param picture float32 [3, 256, 192], RGB, ImageNet normalization
 */
export function paintBody(frame: Frame, { x, y, step }: BodyRegion, picture: Float32Array): void {
  const sampling = {
    columns: warpWeights({ origin: x, step, size: inputWidth }, frame.width),
    rows: warpWeights({ origin: y, step, size: inputHeight }, frame.height),
    colors: imageNet,
  };
  paintCrop(frame, sampling, { picture, width: inputWidth, left: 0, top: 0 });
}
