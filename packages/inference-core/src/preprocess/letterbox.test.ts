import { describe, expect, test } from '@jest/globals';
import { paintedFrame } from '../testing/factories.ts';
import { fitLetterbox, letterbox, toFrame } from './letterbox.ts';

const white = [255, 255, 255] as const;
const pixel = (data: Uint8Array, size: number, x: number, y: number) => [
  ...data.subarray((y * size + x) * 3, (y * size + x) * 3 + 3),
];

describe('letterbox', () => {
  test.each([
    ['a wide frame', 200, 100],
    ['a high frame', 100, 200],
    ['odd sides', 101, 57],
    ['a tiny frame', 3, 1],
  ])(
    'keeps the aspect ratio of the frame, centers it on black and maps it back: %s',
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

describe('fitLetterbox', () => {
  const square = { width: 640, height: 640 };

  test.each([
    ['a wide frame between bars above and below', { width: 1280, height: 720 }, square, [640, 360, 0, 140]],
    ['a high frame between bars left and right', { width: 576, height: 768 }, square, [480, 640, 80, 0]],
    ['a small frame enlarged', { width: 32, height: 24 }, square, [640, 480, 0, 80]],
    [
      'a height that falls between two rows in the even lower one',
      { width: 1280, height: 721 },
      square,
      [640, 360, 0, 140],
    ],
    [
      'a height that falls between two rows in the even upper one',
      { width: 1280, height: 723 },
      square,
      [640, 362, 0, 139],
    ],
    ['an odd row of padding below the frame', { width: 1280, height: 718 }, square, [640, 359, 0, 140]],
    [
      'a frame of the input’s shape without padding',
      { width: 1280, height: 768 },
      { width: 640, height: 384 },
      [640, 384, 0, 0],
    ],
    ['a frame of one row in at least a pixel', { width: 4000, height: 1 }, square, [640, 1, 0, 319]],
  ] as const)('places %s', (_case, frame, input, [width, height, left, top]) => {
    expect(fitLetterbox(frame, input)).toMatchObject({ width, height, left, top });
  });

  test('maps a box of the input to the same part of the frame', () => {
    const geometry = fitLetterbox({ width: 1280, height: 720 }, square);
    expect(toFrame({ x1: 0, y1: 140, x2: 640, y2: 500 }, geometry)).toEqual({
      x1: 0,
      y1: 0,
      x2: 1280,
      y2: 720,
    });
    expect(toFrame({ x1: 320, y1: 150, x2: 330, y2: 170 }, geometry)).toEqual({
      x1: 640,
      y1: 20,
      x2: 660,
      y2: 60,
    });
  });
});
