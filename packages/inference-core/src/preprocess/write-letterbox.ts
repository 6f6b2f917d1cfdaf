import type { Frame } from '../frame.ts';
import { type LetterboxGeometry, roundHalfToEven } from './letterbox.ts';

/** One picture of a batch tensor: float32 [3, height, width], RGB, 0..1, starting at `offset`. */
export interface PictureTensor {
  readonly data: Float32Array;
  readonly offset: number;
  readonly width: number;
  readonly height: number;
}

/** Gray level of the padding, as in YOLO's training, 0..1. */
const padding = 114 / 255;
/** Sum of the two weights of a pixel: weights are whole 2048ths, as in OpenCV. */
const whole = 2048;
/** Bound once: looking it up in `Math` for every pixel would cost more than the product. */
const { imul } = Math;
const unit = Float32Array.from({ length: 256 }, (_, level) => level / 255);

/**
 * Scales a frame into one picture of a batch tensor and pads the rest.
 *
 * Bit-identical to OpenCV's `INTER_LINEAR`, on which the networks were trained and which mixes the four nearest pixels
 * even when it shrinks. sharp's `resize` averages over all pixels (gray levels differ by up to 79), and its `affine`,
 * which does not, takes twice as long.
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

/** Blends two rows of the frame, int32 [3, width] in 128ths of a level, into one row of each color plane. */
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

/** Source pixels and weights for each pixel of a scaled axis. */
interface AxisWeights {
  readonly near: Int32Array;
  readonly far: Int32Array;
  /** Weight of the far pixel, 2048ths; the near one has the rest. */
  readonly weights: Int32Array;
}

/** Computes weights with pixels as areas: the first and last centers lie half a pixel inside the picture. */
function bilinearWeights(sourceSize: number, size: number): AxisWeights {
  const [near, far, weights] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  const step = 1 / (size / sourceSize);
  const inside = (pixel: number) => Math.min(Math.max(pixel, 0), sourceSize - 1);
  for (let pixel = 0; pixel < size; pixel++) {
    const center = Math.fround((pixel + 0.5) * step - 0.5);
    const before = Math.floor(center);
    near[pixel] = inside(before);
    far[pixel] = inside(before + 1);
    weights[pixel] = roundHalfToEven((center - before) * whole);
  }
  return { near, far, weights };
}

/** Rows of a frame scaled to a width; the last two are cached because neighboring output rows share them. */
class ScaledRows {
  readonly #frame: Frame;
  readonly #weights: AxisWeights;
  readonly #rows: readonly { index: number; readonly levels: Int32Array }[];

  constructor(frame: Frame, width: number) {
    this.#frame = frame;
    this.#weights = bilinearWeights(frame.width, width);
    this.#rows = [0, 1].map(() => ({ index: -1, levels: new Int32Array(width * 3) }));
  }

  /** @returns int32 [3, width], RGB, 128ths of a level; overwritten by the row after the next */
  row(index: number): Int32Array {
    const kept = this.#rows[index & 1]!;
    if (kept.index !== index) {
      scaleRow(this.#frame, index, { axis: this.#weights, target: kept.levels });
      kept.index = index;
    }
    return kept.levels;
  }
}

function scaleRow(
  { data, width }: Frame,
  row: number,
  { axis, target }: { readonly axis: AxisWeights; readonly target: Int32Array },
): void {
  const { near, far, weights } = axis;
  const start = row * width * 3;
  const size = weights.length;
  for (let pixel = 0; pixel < size; pixel++) {
    const weight = weights[pixel]!;
    const rest = whole - weight;
    const first = start + near[pixel]! * 3;
    const second = start + far[pixel]! * 3;
    target[pixel] = (rest * data[first]! + weight * data[second]!) >> 4;
    target[pixel + size] = (rest * data[first + 1]! + weight * data[second + 1]!) >> 4;
    target[pixel + 2 * size] = (rest * data[first + 2]! + weight * data[second + 2]!) >> 4;
  }
}
