import type { Frame } from '../frame.ts';
import { roundHalfToEven } from './round-half-to-even.ts';

/** Weights are whole 2048ths, as OpenCV has them. */
export const whole = 2048;

/** The two source pixels that each pixel of a scaled axis lies between. */
export interface AxisWeights {
  readonly near: Int32Array;
  readonly far: Int32Array;
  /** Of the far pixel, 2048ths; the near one has the rest. */
  readonly weights: Int32Array;
}

/** Pixels are areas: the centers of the first and last ones lie half a pixel inside the picture. */
export function bilinearWeights(sourceSize: number, size: number): AxisWeights {
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

/** Rows of a frame, scaled to a width; the last two are kept, for neighboring rows need the same ones. */
export class ScaledRows {
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
