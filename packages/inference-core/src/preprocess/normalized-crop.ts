import type { Pixels } from './frame-crop.ts';
import type { CropWeights } from './interpolation-weights.ts';
import type { Normalization } from './normalization.ts';

/** Which pixels of a frame make a crop, and how a network wants their colors. */
export interface CropSampling {
  readonly columns: CropWeights;
  readonly rows: CropWeights;
  readonly colors: Normalization;
}

/** Where in a picture of a tensor a crop is painted. */
export interface CropTarget {
  /** float32 [3, height, width], RGB. */
  readonly picture: Float32Array;
  /** Of the picture, pixels. */
  readonly width: number;
  readonly left: number;
  readonly top: number;
}

/** Mixes the pixels of a frame that the sampling names and paints them, normalized, into a picture of a tensor. */
export function paintCrop(
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
