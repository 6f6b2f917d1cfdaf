import type { Pixels } from './pixels.ts';

/** Color normalization of a network: `level * scale + bias` per channel, level 0..255. */
export interface Normalization {
  readonly scale: readonly [red: number, green: number, blue: number];
  readonly bias: readonly [red: number, green: number, blue: number];
}

const mean = [0.485, 0.456, 0.406] as const;
const deviation = [0.229, 0.224, 0.225] as const;

/**
 * Normalization by ImageNet's mean and standard deviation.
 *
 * @see https://pytorch.org/vision/stable/models.html
 */
export const imageNet: Normalization = {
  scale: [1 / (255 * deviation[0]), 1 / (255 * deviation[1]), 1 / (255 * deviation[2])],
  bias: [-mean[0] / deviation[0], -mean[1] / deviation[1], -mean[2] / deviation[2]],
};

/**
 * Fills a picture with normalized black.
 *
 * @param picture float32 [3, height, width], RGB
 */
export function fillBlack(picture: Float32Array, { bias }: Normalization): void {
  const plane = picture.length / 3;
  for (const [channel, black] of bias.entries()) picture.fill(black, channel * plane, (channel + 1) * plane);
}

/** Source pixels of a crop's columns and rows, and the normalization of its colors. */
export interface CropSampling {
  readonly columns: CropWeights;
  readonly rows: CropWeights;
  readonly colors: Normalization;
}

/** Picture of a tensor that a crop is written into, and its position there, pixels. */
export interface CropTarget {
  /** float32 [3, height, width], RGB. */
  readonly picture: Float32Array;
  /** Width of the picture, pixels. */
  readonly width: number;
  readonly left: number;
  readonly top: number;
}

/** Interpolates a crop of a frame, normalizes its colors and writes it into a picture of a tensor. */
export function writeCrop(
  frame: Pixels,
  { columns, rows, colors: { scale, bias } }: CropSampling,
  { picture, width, left, top }: CropTarget,
): void {
  const { data } = frame;
  const plane = picture.length / 3;
  for (let row = 0; row < rows.first.length; row++) {
    const upper = rows.first[row]! * frame.width;
    const lower = rows.second[row]! * frame.width;
    const upperWeight = rows.firstWeights[row]!;
    const lowerWeight = rows.secondWeights[row]!;
    let target = (top + row) * width + left;
    for (let column = 0; column < columns.first.length; column++, target++) {
      const first = columns.first[column]!;
      const second = columns.second[column]!;
      const leftWeight = columns.firstWeights[column]!;
      const rightWeight = columns.secondWeights[column]!;
      for (let channel = 0; channel < 3; channel++) {
        const above =
          leftWeight * data[(upper + first) * 3 + channel]! +
          rightWeight * data[(upper + second) * 3 + channel]!;
        const below =
          leftWeight * data[(lower + first) * 3 + channel]! +
          rightWeight * data[(lower + second) * 3 + channel]!;
        const level = upperWeight * above + lowerWeight * below;
        picture[channel * plane + target] = level * scale[channel]! + bias[channel]!;
      }
    }
  }
}

/** Two source pixels and their weights for each pixel of a crop's axis. */
export interface CropWeights {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeights: Float32Array;
  readonly secondWeights: Float32Array;
}

/**
 * Computes the weights that scale a whole axis as OpenCV's `resize` does with `INTER_LINEAR`: pixels are areas, border
 * pixels repeat beyond the border, and shrinking skips pixels.
 */
export function resizeWeights(sourceSize: number, size: number): CropWeights {
  const step = sourceSize / size;
  const last = sourceSize - 1;
  const positions = Array.from({ length: size }, (_, pixel) => {
    return Math.min(Math.max((pixel + 0.5) * step - 0.5, 0), last);
  });
  return weightsAt(positions, sourceSize);
}

/**
 * Computes the weights that sample an axis at `origin`, `origin + step`, ... as OpenCV's `warpAffine` does with
 * `INTER_LINEAR`: pixels are points, and black beyond the border.
 */
export function warpWeights(
  { origin, step, size }: { readonly origin: number; readonly step: number; readonly size: number },
  sourceSize: number,
): CropWeights {
  const positions = Array.from({ length: size }, (_, pixel) => origin + pixel * step);
  return weightsAt(positions, sourceSize);
}

/** Interpolates between the two pixels around each position; pixels outside the source have weight 0. */
function weightsAt(positions: readonly number[], sourceSize: number): CropWeights {
  const isInside = (pixel: number) => pixel >= 0 && pixel < sourceSize;
  const before = positions.map(Math.floor);
  const share = positions.map((position, index) => position - before[index]!);
  return {
    first: Int32Array.from(before, (pixel) => (isInside(pixel) ? pixel : 0)),
    second: Int32Array.from(before, (pixel) => (isInside(pixel + 1) ? pixel + 1 : 0)),
    firstWeights: Float32Array.from(before, (pixel, index) => (isInside(pixel) ? 1 - share[index]! : 0)),
    secondWeights: Float32Array.from(before, (pixel, index) => (isInside(pixel + 1) ? share[index]! : 0)),
  };
}
