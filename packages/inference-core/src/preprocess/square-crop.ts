import type { Frame } from '../frame.ts';
import { cropPixels } from './pixels.ts';

/** Square region in source-frame pixels; it may extend beyond the frame. */
export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** Makes a square from its center and side. */
export const squareAround = (center: { x: number; y: number }, side: number): Square => ({
  x: center.x - side / 2,
  y: center.y - side / 2,
  side,
});

/**
 * Cuts a square out of a frame and scales it: bilinear, averaging all source pixels when it shrinks; black outside the
 * frame. Implemented here because the set-up of an image library would take longer than so small a picture does
 * (docs/adr/0008).
 *
 * @param size side of the result in pixels
 * @returns uint8 [size, size, 3], RGB
 */
export function squareCrop(frame: Frame, square: Square, size: number): Uint8Array {
  const { x, y, side } = square;
  if (side === size && isWithin(square, frame)) {
    return cropPixels(frame, { x1: x, y1: y, x2: x + side, y2: y + side }).data;
  }
  const columns = axisWeights({ start: x, length: side, size, limit: frame.width });
  const rows = axisWeights({ start: y, length: side, size, limit: frame.height });
  return scaleRows(scaleColumns(frame, columns, rows), rows, size);
}

/** Whether a square consists of whole pixels of the frame. */
function isWithin({ x, y, side }: Square, { width, height }: Frame): boolean {
  return [x, y, side].every(Number.isInteger) && x >= 0 && y >= 0 && x + side <= width && y + side <= height;
}

/** Weights of `count` source pixels from `first[i]` on for each pixel `i` of a scaled axis. */
interface AxisWeights {
  readonly first: Int32Array;
  readonly count: number;
  /** `count` values per pixel of the result; they add up to 1, or to less beyond the border. */
  readonly weights: Float32Array;
  /** Source pixels that any pixel of the result reads: `from` inclusive, `to` exclusive. */
  readonly from: number;
  readonly to: number;
}

/** Computes triangle weights: as wide as the distance of neighboring centers, at least one source pixel. */
function axisWeights({
  start,
  length,
  size,
  limit,
}: {
  start: number;
  length: number;
  size: number;
  limit: number;
}): AxisWeights {
  const step = length / size;
  const radius = Math.max(1, step);
  const count = Math.min(limit, Math.ceil(2 * radius));
  const first = new Int32Array(size);
  const weights = new Float32Array(size * count);
  for (let pixel = 0; pixel < size; pixel++) {
    const center = start + (pixel + 0.5) * step - 0.5;
    const nearest = Math.floor(center - radius) + 1;
    first[pixel] = Math.min(Math.max(0, nearest), limit - count);
    let total = 0;
    for (let tap = nearest; tap < center + radius; tap++) total += radius - Math.abs(tap - center);
    for (let tap = 0; tap < count; tap++) {
      const distance = Math.abs(first[pixel]! + tap - center);
      weights[pixel * count + tap] = Math.max(0, radius - distance) / total;
    }
  }
  return { first, count, weights, from: first[0]!, to: first[size - 1]! + count };
}

/** Memory for the rows of one crop, kept because the garbage of some thousand crops a minute costs more than the crops. */
let scratch = new Float32Array(0);

/**
 * Scales the needed rows horizontally.
 *
 * @returns float32 [rows.to - rows.from, size, 3], overwritten by the next crop
 */
function scaleColumns({ data, width }: Frame, columns: AxisWeights, rows: AxisWeights): Float32Array {
  const { first, count, weights } = columns;
  const size = first.length;
  const length = (rows.to - rows.from) * size * 3;
  if (scratch.length < length) scratch = new Float32Array(length);
  const scaled = scratch;
  let target = 0;
  for (let row = rows.from; row < rows.to; row++) {
    for (let pixel = 0; pixel < size; pixel++) {
      let source = (row * width + first[pixel]!) * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = pixel * count; tap < (pixel + 1) * count; tap++) {
        const weight = weights[tap]!;
        red += weight * data[source++]!;
        green += weight * data[source++]!;
        blue += weight * data[source++]!;
      }
      scaled[target++] = red;
      scaled[target++] = green;
      scaled[target++] = blue;
    }
  }
  return scaled;
}

function scaleRows(
  scaled: Float32Array,
  { first, count, weights, from }: AxisWeights,
  size: number,
): Uint8Array {
  const stride = size * 3;
  const result = new Uint8Array(size * stride);
  const sums = new Float32Array(stride);
  for (let row = 0; row < size; row++) {
    sums.fill(0.5);
    for (let tap = 0; tap < count; tap++) {
      const weight = weights[row * count + tap]!;
      const source = (first[row]! - from + tap) * stride;
      for (let column = 0; column < stride; column++) sums[column]! += weight * scaled[source + column]!;
    }
    result.set(sums, row * stride);
  }
  return result;
}
