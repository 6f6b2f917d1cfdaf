import type { Frame } from '../frame.ts';
import { bilinearWeights, ScaledRows, whole } from './bilinear.ts';
import type { LetterboxGeometry } from './letterbox-geometry.ts';

/** One picture of a batch tensor: float32 [3, height, width], RGB, 0..1, from `offset` on. */
export interface PictureTensor {
  readonly data: Float32Array;
  readonly offset: number;
  readonly width: number;
  readonly height: number;
}

/** Around the frame; the gray of YOLO's training. */
const padding = 114 / 255;
/** Taken once: a look-up of `Math` for every pixel would cost more than the product. */
const { imul } = Math;
const unit = Float32Array.from({ length: 256 }, (_, level) => level / 255);

/**
 * Scales a frame into its place of a tensor and pads the rest.
 *
 * Written out because the networks were trained on OpenCV's `INTER_LINEAR`, which mixes the four nearest pixels even
 * when it shrinks. The arithmetic is OpenCV's, to the last bit. sharp's `resize` averages over all pixels (gray levels
 * differ by up to 79), and its `affine`, which does not, takes twice as long.
 *
 * @see https://github.com/opencv/opencv/blob/4.x/modules/imgproc/src/resize.cpp `VResizeLinear`
 */
export function writeLetterbox(frame: Frame, geometry: LetterboxGeometry, target: PictureTensor): void {
  padAround(geometry, target);
  const rows = bilinearWeights(frame.height, geometry.height);
  const scaled = new ScaledRows(frame, geometry.width);
  for (let row = 0; row < geometry.height; row++) {
    const start = target.offset + (geometry.top + row) * target.width + geometry.left;
    const near = scaled.row(rows.near[row]!);
    const far = scaled.row(rows.far[row]!);
    blendRows(near, far, { weight: rows.weights[row]!, target, start });
  }
}

/** Mixes two rows of the frame, int32 [3, width] in 128ths of a level, into a row of each color's plane. */
function blendRows(
  near: Int32Array,
  far: Int32Array,
  {
    weight,
    target,
    start,
  }: { readonly weight: number; readonly target: PictureTensor; readonly start: number },
): void {
  const { data } = target;
  const rest = whole - weight;
  const size = near.length / 3;
  for (let plane = 0, source = 0; plane < 3; plane++) {
    let position = start + plane * target.width * target.height;
    for (const end = position + size; position < end; position++, source++) {
      const quarters = (imul(rest, near[source]!) >> 16) + (imul(weight, far[source]!) >> 16);
      data[position] = unit[(quarters + 2) >> 2]!;
    }
  }
}

function padAround({ left, top, width, height }: LetterboxGeometry, target: PictureTensor): void {
  for (let plane = 0; plane < 3; plane++) {
    const start = target.offset + plane * target.width * target.height;
    const fill = (from: number, to: number) => target.data.fill(padding, start + from, start + to);
    fill(0, top * target.width + left);
    for (let row = top; row < top + height - 1; row++) {
      fill(row * target.width + left + width, (row + 1) * target.width + left);
    }
    fill((top + height - 1) * target.width + left + width, target.height * target.width);
  }
}
