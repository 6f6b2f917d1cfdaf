import sharp from 'sharp';
import { type Resampling, type RgbPicture, resample } from '../preprocess/resample.ts';

/** Decodes a picture and stretches it to a square without regard to its aspect, as SigLIP's processor does. */
export async function squarePicture(
  jpeg: Uint8Array,
  { size, resampling }: { readonly size: number; readonly resampling: Resampling },
): Promise<RgbPicture> {
  const { data, info } = await sharp(jpeg)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return resample({ ...info, data }, { width: size, height: size }, resampling);
}

/**
 * Writes a picture as SigLIP takes it: 0..1, less a mean of 0.5, divided by a deviation of 0.5.
 *
 * @param pixels becomes float32 [3, height, width], RGB, -1..1
 * @see https://huggingface.co/docs/transformers/model_doc/siglip SiglipImageProcessor
 */
export function paintPixels({ data }: RgbPicture, pixels: Float32Array): void {
  const plane = data.length / 3;
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      pixels[channel * plane + pixel] = data[pixel * 3 + channel]! / 127.5 - 1;
    }
  }
}
