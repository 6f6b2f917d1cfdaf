import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { paintedFrame } from '../testing/factories.ts';
import { letterbox } from './letterbox.ts';
import { squareAround, squareCrop } from './square-crop.ts';

const white = [255, 255, 255] as const;
const pixel = (data: Uint8Array, size: number, x: number, y: number) => [
  ...data.subarray((y * size + x) * 3, (y * size + x) * 3 + 3),
];

describe('letterbox', () => {
  test.each([
    ['wide', 200, 100],
    ['high', 100, 200],
    ['odd', 101, 57],
    ['tiny', 3, 1],
  ])(
    'of a %s frame keeps the aspect ratio, centers it on black, and maps back',
    async (_case, width, height) => {
      const { data, toSource } = await letterbox(
        paintedFrame({ width, height }, () => white),
        64,
      );
      expect(data).toHaveLength(64 * 64 * 3);
      expect(pixel(data, 64, 32, 32)).toEqual([...white]);
      if (width > height * 1.5) expect(pixel(data, 64, 32, 0)).toEqual([0, 0, 0]);
      if (height > width * 1.5) expect(pixel(data, 64, 0, 32)).toEqual([0, 0, 0]);
      const whole = toSource({
        x1: width >= height ? 0 : 16,
        y1: width >= height ? 32 - 32 * (height / width) : 0,
        x2: 64,
        y2: 64,
      });
      expect(whole.x2 - (width >= height ? width : 0)).toBeGreaterThanOrEqual(width >= height ? -1 : 0);
    },
  );

  test('maps a box of the input to the same part of the frame', async () => {
    const { toSource } = await letterbox(paintedFrame({ width: 200, height: 100 }), 64);
    // The frame fills rows 16 to 48 of the input, scaled by 0.32.
    expect(toSource({ x1: 0, y1: 16, x2: 64, y2: 48 })).toEqual({ x1: 0, y1: 0, x2: 200, y2: 100 });
    expect(toSource({ x1: 32, y1: 32, x2: 48, y2: 40 })).toEqual({ x1: 100, y1: 50, x2: 150, y2: 75 });
  });
});

describe('square crop', () => {
  const frame = paintedFrame({ width: 100, height: 80 }, (x) => (x < 50 ? [255, 0, 0] : [0, 0, 255]));

  test('inside the frame shows that part of it', () => {
    const crop = squareCrop(frame, squareAround({ x: 50, y: 40 }, 40), 20);
    expect(pixel(crop, 20, 2, 10)).toEqual([255, 0, 0]);
    expect(pixel(crop, 20, 17, 10)).toEqual([0, 0, 255]);
  });

  test('over the border is black outside the frame', () => {
    const crop = squareCrop(frame, squareAround({ x: 0, y: 0 }, 40), 20);
    expect(pixel(crop, 20, 2, 2)).toEqual([0, 0, 0]);
    expect(pixel(crop, 20, 15, 15)).toEqual([255, 0, 0]);
  });

  test.each([
    ['a corner', { x: 100, y: 80 }, 10],
    ['beyond the border', { x: 300, y: 300 }, 10],
    ['larger than the frame', { x: 50, y: 40 }, 500],
    ['a fraction of a pixel', { x: 10.4, y: 10.6 }, 0.3],
  ])('at %s has its size', (_case, center, side) => {
    expect(squareCrop(frame, squareAround(center, side), 16)).toHaveLength(16 * 16 * 3);
  });

  test.each([
    ['enlarged', 20, 64],
    ['as it is', 40, 40],
    ['shrunk', 60, 16],
    ['shrunk by a fraction', 60, 48],
  ])('%s stays within a gray level of an independent bilinear scaling', async (_case, side, size) => {
    const smooth = paintedFrame({ width: 100, height: 80 }, (x, y) => [2 * x, 3 * y, x + y]);
    const expected = await sharp(smooth.data, { raw: { width: 100, height: 80, channels: 3 } })
      .extract({ left: 10, top: 10, width: side, height: side })
      .resize(size, size, { kernel: 'linear' })
      .raw()
      .toBuffer();
    const crop = squareCrop(smooth, { x: 10, y: 10, side }, size);
    // A library stops at the extracted part's border where we read on into the frame: the outermost pixels may differ.
    const differences = crop.map((value, index) => Math.abs(value - expected[index]!));
    const inner = differences.filter((_difference, index) => {
      const [row, column] = [Math.floor(index / (3 * size)), Math.floor(index / 3) % size];
      return Math.min(row, column, size - 1 - row, size - 1 - column) >= Math.ceil(size / side);
    });
    expect(Math.max(...inner)).toBeLessThanOrEqual(1);
  });

  test('that shrinks counts every pixel of the frame', () => {
    const stripes = paintedFrame({ width: 64, height: 64 }, (x) =>
      x % 8 === 0 ? [240, 240, 240] : [0, 0, 0],
    );
    const crop = squareCrop(stripes, { x: 0, y: 0, side: 64 }, 8);
    expect(Math.min(...crop)).toBeGreaterThan(10);
    expect(Math.max(...crop)).toBeLessThan(40);
  });
});
