import { expect, test } from '@jest/globals';
import { fitLetterbox, toFrame } from './letterbox.ts';

const square = { width: 640, height: 640 };

test.each([
  ['a wide frame between bars above and below', { width: 1280, height: 720 }, square, [640, 360, 0, 140]],
  ['a high frame between bars left and right', { width: 576, height: 768 }, square, [480, 640, 80, 0]],
  ['a small frame enlarged', { width: 32, height: 24 }, square, [640, 480, 0, 80]],
  ['half a row less where it falls between two', { width: 1280, height: 721 }, square, [640, 360, 0, 140]],
  ['half a row more where the even one is above', { width: 1280, height: 723 }, square, [640, 362, 0, 139]],
  ['the odd row of padding below', { width: 1280, height: 718 }, square, [640, 359, 0, 140]],
  [
    'a frame of the input’s shape all over it',
    { width: 1280, height: 768 },
    { width: 640, height: 384 },
    [640, 384, 0, 0],
  ],
  ['at least a pixel of a sliver', { width: 4000, height: 1 }, square, [640, 1, 0, 319]],
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
