import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { coloredJpeg } from '../testing/described-subject.ts';
import { paddedPixels } from './padded-pixels.ts';

/** What reference/describers_reference.py has written, and the picture that it has taken. */
const golden = (file: string) => readFileSync(new URL(`../../reference/golden/${file}`, import.meta.url));
interface Case {
  readonly crop: readonly [left: number, top: number, right: number, bottom: number];
  readonly side: number;
  readonly pixels: readonly number[];
}

test.each(JSON.parse(golden('describers-fastvlm.json').toString()) as Case[])(
  'the picture $crop, padded and scaled to $side pixels, equals the reference within a gray level',
  async ({ crop: [left, top, right, bottom], side, pixels: expected }) => {
    const picture = await sharp(golden('embedders-picture.png'))
      .extract({ left, top, width: right - left, height: bottom - top })
      .png()
      .toBuffer();
    const pixels = await paddedPixels([picture], side);
    expect(pixels).toHaveLength(expected.length);
    const differences = expected.map((value, index) => Math.abs(value - pixels[index]!));
    expect(Math.max(...differences)).toBeLessThan(1.1 / 255);
    expect(differences.filter((difference) => difference > 1e-3).length).toBeLessThan(expected.length * 0.01);
  },
);

const side = 8;
const plane = side * side;
const pixelAt = (pixels: Float32Array, x: number, y: number): number[] =>
  [0, 1, 2].map((channel) => pixels[channel * plane + y * side + x]!);

test('the margins of a wide picture are not cut off', async () => {
  const middle = { create: { width: 32, height: 32, channels: 3 as const, background: 'green' } };
  const wide = await sharp(middle).extend({ left: 16, right: 16, background: 'red' }).jpeg().toBuffer();
  const pixels = await paddedPixels([wide], side);
  expect(pixelAt(pixels, 0, 4)[0]).toBeGreaterThan(0.9);
  expect(pixelAt(pixels, 7, 4)[0]).toBeGreaterThan(0.9);
});

test('several pictures follow each other, whatever their sizes and color spaces', async () => {
  const white = await coloredJpeg('white', { width: 40, height: 90 });
  const gray = await sharp(white).grayscale().jpeg().toBuffer();
  const pixels = await paddedPixels([await coloredJpeg('blue'), gray], side);
  expect(pixels).toHaveLength(2 * 3 * plane);
  expect(pixelAt(pixels, 4, 4)[2]).toBeGreaterThan(0.9);
  expect(pixelAt(pixels.subarray(3 * plane), 4, 4)).toEqual([1, 1, 1]);
});
