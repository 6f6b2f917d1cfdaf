import type { Pixels } from './pixels.ts';

/** Resampling kernel: its reach and its weight at a distance, both in pixels of the coarser picture. */
interface Kernel {
  readonly radius: number;
  weight(distance: number): number;
}

/** Slope of the bicubic kernel at a distance of 1, as in Pillow. */
const a = -0.5;

const kernels = {
  bilinear: { radius: 1, weight: (x) => 1 - x },
  bicubic: {
    radius: 2,
    weight: (x) => (x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : (((x - 5) * x + 8) * x - 4) * a),
  },
} as const satisfies Record<string, Kernel>;
export type Resampling = keyof typeof kernels;
export const resamplings = ['bicubic', 'bilinear'] as const satisfies readonly Resampling[];

/**
 * Scales a picture as Pillow does, which models trained with Hugging Face's processors expect: each axis by itself,
 * each pixel the weighted mean of the source pixels that it covers, rounded to whole levels after each axis. libvips,
 * and sharp with it, shifts enlarged pictures by half a pixel.
 *
 * @see https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c
 */
export function resample(
  { data, width, height }: Pixels,
  size: { readonly width: number; readonly height: number },
  resampling: Resampling,
): Pixels {
  const kernel = kernels[resampling];
  const rows = scaleRows(data, axisWeights(width, size.width, kernel), { width, height });
  return { data: scaleColumns(rows, axisWeights(height, size.height, kernel), size.width), ...size };
}

/** Weights of the source pixels from `first` on that make up one pixel of the result; they add up to 1. */
interface AxisWeights {
  readonly first: number;
  readonly weights: readonly number[];
}

function axisWeights(from: number, to: number, { radius, weight }: Kernel): AxisWeights[] {
  const step = from / to;
  const unit = Math.max(1, step);
  return Array.from({ length: to }, (_, pixel) => {
    const center = (pixel + 0.5) * step;
    const first = Math.max(0, Math.floor(center - radius * unit + 0.5));
    const end = Math.min(from, Math.floor(center + radius * unit + 0.5));
    const weights = Array.from({ length: end - first }, (_tap, tap) => {
      const distance = Math.abs(first + tap + 0.5 - center) / unit;
      return distance < radius ? weight(distance) : 0;
    });
    const total = weights.reduce((sum, value) => sum + value, 0);
    return { first, weights: weights.map((value) => value / total) };
  });
}

/** Rounds halves up; values beyond 0..255 are clamped on assignment. */
const wholeLevel = (level: number): number => Math.floor(level + 0.5);

/**
 * Scales all rows.
 *
 * @returns uint8 [height, columns, 3]
 */
function scaleRows(
  data: Uint8Array,
  columns: readonly AxisWeights[],
  { width, height }: { width: number; height: number },
): Uint8ClampedArray {
  const scaled = new Uint8ClampedArray(height * columns.length * 3);
  let target = 0;
  for (let row = 0; row < height; row++) {
    for (const { first, weights } of columns) {
      let source = (row * width + first) * 3;
      let [red, green, blue] = [0, 0, 0];
      for (const weight of weights) {
        red += weight * data[source++]!;
        green += weight * data[source++]!;
        blue += weight * data[source++]!;
      }
      scaled[target++] = wholeLevel(red);
      scaled[target++] = wholeLevel(green);
      scaled[target++] = wholeLevel(blue);
    }
  }
  return scaled;
}

/**
 * Scales all columns.
 *
 * @returns uint8 [rows, width, 3]
 */
function scaleColumns(data: Uint8ClampedArray, rows: readonly AxisWeights[], width: number): Uint8Array {
  const stride = width * 3;
  const scaled = new Uint8ClampedArray(rows.length * stride);
  for (const [row, { first, weights }] of rows.entries()) {
    const sums = new Float64Array(stride);
    for (const [tap, weight] of weights.entries()) {
      const source = (first + tap) * stride;
      for (let column = 0; column < stride; column++) sums[column]! += weight * data[source + column]!;
    }
    scaled.set(sums.map(wholeLevel), row * stride);
  }
  return new Uint8Array(scaled.buffer);
}
