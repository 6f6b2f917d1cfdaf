import { decodeJpeg, type Pixels } from '../preprocess/pixels.ts';
import { resample } from '../preprocess/resample.ts';

/**
 * Decodes pictures and pads them with black to squares, scaled bicubically, as in FastVLM's training. Nothing is cut
 * off; the center crop of its published processor would lose 44 % of a 16:9 picture.
 *
 * @param side side of the squares, pixels
 * @returns float32 [N, 3, side, side], RGB, 0..1
 * @see https://github.com/haotian-liu/LLaVA/blob/main/llava/mm_utils.py expand2square
 */
export async function paddedPixels(jpegs: readonly Uint8Array[], side: number): Promise<Float32Array> {
  const length = 3 * side * side;
  const pixels = new Float32Array(jpegs.length * length);
  for (const [index, jpeg] of jpegs.entries()) {
    const square = resample(paddedToSquare(await decodeJpeg(jpeg)), { width: side, height: side }, 'bicubic');
    writePlanes(square, pixels.subarray(index * length, (index + 1) * length));
  }
  return pixels;
}

function paddedToSquare({ data, width, height }: Pixels): Pixels {
  const side = Math.max(width, height);
  const [left, top] = [Math.floor((side - width) / 2), Math.floor((side - height) / 2)];
  const square = new Uint8Array(side * side * 3);
  for (let row = 0; row < height; row++) {
    square.set(data.subarray(row * width * 3, (row + 1) * width * 3), ((top + row) * side + left) * 3);
  }
  return { data: square, width: side, height: side };
}

function writePlanes({ data }: Pixels, planes: Float32Array): void {
  const plane = data.length / 3;
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      planes[channel * plane + pixel] = data[pixel * 3 + channel]! / 255;
    }
  }
}
