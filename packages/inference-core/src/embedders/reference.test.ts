import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Resampling } from '../preprocess/resample.ts';
import { normalized } from './embedder.ts';
import { firstTokenPooled, meanPooled } from './sentence-embedding.ts';
import { squarePicture, writePixels } from './siglip.ts';

/** What reference/embedders_reference.py has written. */
const golden = (file: string) => new URL(`../../reference/golden/${file}`, import.meta.url);
const goldenJson = <T>(file: string) => JSON.parse(readFileSync(golden(file), 'utf8')) as T;

function largestDifference(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...expected.map((value, index) => Math.abs(value - actual[index]!)));
}

describe('the pooling of token vectors equals the reference', () => {
  const { shape, states, mask, mean, cls } = goldenJson<{
    shape: [number, number, number];
    states: number[];
    mask: number[];
    mean: number[];
    cls: number[];
  }>('embedders-pooling.json');
  const [texts, length, dimensions] = shape;
  const tokens = { vectors: Float32Array.from(states), length, dimensions };
  const pooled = (pool: (text: number) => Float32Array) =>
    Array.from({ length: texts }, (_, text) => [...normalized(pool(text))]).flat();

  test('by the mean without padding', () => {
    const count = (text: number) =>
      mask.slice(text * length, (text + 1) * length).reduce((sum, value) => sum + value, 0);
    expect(
      largestDifference(
        pooled((text) => meanPooled(tokens, text, count(text))),
        mean,
      ),
    ).toBeLessThan(1e-6);
  });

  test('by the first token', () => {
    expect(
      largestDifference(
        pooled((text) => firstTokenPooled(tokens, text)),
        cls,
      ),
    ).toBeLessThan(1e-6);
  });
});

interface SiglipCase {
  readonly crop: readonly [left: number, top: number, right: number, bottom: number];
  readonly size: number;
  readonly resample: Resampling;
  readonly pixels: number[];
}

test.each(goldenJson<SiglipCase[]>('embedders-siglip.json'))(
  "SigLIP's $resample scaling of $crop equals the reference within a gray level",
  async ({ crop: [left, top, right, bottom], size, resample: resampling, pixels: expected }) => {
    const picture = await sharp(readFileSync(golden('embedders-picture.png')))
      .extract({ left, top, width: right - left, height: bottom - top })
      .png()
      .toBuffer();
    const pixels = new Float32Array(3 * size * size);
    writePixels(await squarePicture(picture, { size, resampling }), pixels);
    expect(largestDifference(pixels, expected)).toBeLessThan(1.1 / 127.5);
    const different = expected.filter((value, index) => Math.abs(value - pixels[index]!) > 1e-3);
    expect(different.length).toBeLessThan(expected.length * 0.01);
  },
);
