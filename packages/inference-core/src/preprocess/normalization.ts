/** How a network wants colors: `level * scale + bias` for each of red, green and blue, level 0..255. */
export interface Normalization {
  readonly scale: readonly [red: number, green: number, blue: number];
  readonly bias: readonly [red: number, green: number, blue: number];
}

const mean = [0.485, 0.456, 0.406] as const;
const deviation = [0.229, 0.224, 0.225] as const;

/**
 * Colors in standard deviations from the mean of ImageNet's pictures.
 *
 * @see https://pytorch.org/vision/stable/models.html
 */
export const imageNet: Normalization = {
  scale: [1 / (255 * deviation[0]), 1 / (255 * deviation[1]), 1 / (255 * deviation[2])],
  bias: [-mean[0] / deviation[0], -mean[1] / deviation[1], -mean[2] / deviation[2]],
};

/**
 * Makes a picture black.
 *
 * @param picture float32 [3, height, width], RGB
 */
export function fillBlack(picture: Float32Array, { bias }: Normalization): void {
  const plane = picture.length / 3;
  for (const [channel, black] of bias.entries()) picture.fill(black, channel * plane, (channel + 1) * plane);
}
