import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { z } from 'zod';
import type { Frame } from '../frame.ts';
import { paintedFrame } from '../testing/factories.ts';
import { readPeople } from '../testing/people.ts';
import { squareAround, squareCrop } from './square-crop.ts';

const golden = new URL('../../reference/golden/', import.meta.url);
/** Golden values of reference/square_crop_reference.py. */
const { sampleStep, crops } = z
  .object({
    sampleStep: z.int(),
    crops: z.array(
      z.object({
        name: z.string(),
        /** Left, top and side in the frame's pixels. */
        square: z.tuple([z.number(), z.number(), z.number()]),
        size: z.int(),
        /** Gray levels, not rounded to whole ones. */
        levels: z.array(z.number()),
      }),
    ),
  })
  .parse(JSON.parse(await readFile(new URL('embedded-crops.json', golden), 'utf8')));

const pixel = (data: Uint8Array, size: number, x: number, y: number) => [
  ...data.subarray((y * size + x) * 3, (y * size + x) * 3 + 3),
];

describe('a square crop', () => {
  const frame = paintedFrame({ width: 100, height: 80 }, (x) => (x < 50 ? [255, 0, 0] : [0, 0, 255]));

  test('inside the frame shows that region of it', () => {
    const crop = squareCrop(frame, squareAround({ x: 50, y: 40 }, 40), 20);
    expect(pixel(crop, 20, 2, 10)).toEqual([255, 0, 0]);
    expect(pixel(crop, 20, 17, 10)).toEqual([0, 0, 255]);
  });

  test('beyond the border is black outside the frame', () => {
    const crop = squareCrop(frame, squareAround({ x: 0, y: 0 }, 40), 20);
    expect(pixel(crop, 20, 2, 2)).toEqual([0, 0, 0]);
    expect(pixel(crop, 20, 15, 15)).toEqual([255, 0, 0]);
  });

  test.each([
    ['at a corner', { x: 100, y: 80 }, 10],
    ['beyond the border', { x: 300, y: 300 }, 10],
    ['when larger than the frame', { x: 50, y: 40 }, 500],
    ['when smaller than a pixel', { x: 10.4, y: 10.6 }, 0.3],
  ])('has the requested size %s', (_case, center, side) => {
    expect(squareCrop(frame, squareAround(center, side), 16)).toHaveLength(16 * 16 * 3);
  });

  test.each([
    ['enlarged', 20, 64],
    ['at the same size', 40, 40],
    ['shrunk', 60, 16],
    ['shrunk by a fraction', 60, 48],
  ])('is within a gray level of an independent bilinear scaling, %s', async (_case, side, size) => {
    const smooth = paintedFrame({ width: 100, height: 80 }, (x, y) => [2 * x, 3 * y, x + y]);
    const expected = await sharp(smooth.data, { raw: { width: 100, height: 80, channels: 3 } })
      .extract({ left: 10, top: 10, width: side, height: side })
      .resize(size, size, { kernel: 'linear' })
      .raw()
      .toBuffer();
    const crop = squareCrop(smooth, { x: 10, y: 10, side }, size);
    // sharp stops at the border of the extracted region where squareCrop reads on: the outermost pixels may differ.
    const differences = crop.map((value, index) => Math.abs(value - expected[index]!));
    const inner = differences.filter((_difference, index) => {
      const [row, column] = [Math.floor(index / (3 * size)), Math.floor(index / 3) % size];
      return Math.min(row, column, size - 1 - row, size - 1 - column) >= Math.ceil(size / side);
    });
    expect(Math.max(...inner)).toBeLessThanOrEqual(1);
  });

  test('averages all pixels of the frame when it shrinks', () => {
    const stripes = paintedFrame({ width: 64, height: 64 }, (x) =>
      x % 8 === 0 ? [240, 240, 240] : [0, 0, 0],
    );
    const crop = squareCrop(stripes, { x: 0, y: 0, side: 64 }, 8);
    expect(Math.min(...crop)).toBeGreaterThan(10);
    expect(Math.max(...crop)).toBeLessThan(40);
  });
});

describe('a square crop of a real frame has the levels of the reference', () => {
  let frame: Frame;
  beforeAll(async () => {
    frame = await readPeople();
  });

  test.each(crops)('$name', ({ square: [x, y, side], size, levels }) => {
    const crop = squareCrop(frame, { x, y, side }, size);
    expect(levels).toHaveLength(Math.ceil(crop.length / sampleStep));
    const differences = levels.map((level, index) => Math.abs(level - crop[index * sampleStep]!));
    // The crop has whole levels, the reference hundredths.
    expect(Math.max(...differences)).toBeLessThan(0.51);
  });
});
