import { describe, expect, test } from '@jest/globals';
import { pictureShape, pixelAspectOf } from './picture-shape.ts';

const stored = { width: 704, height: 576, pixelAspect: 1, rotationDegrees: 0 } as const;

describe('decoded pictures', () => {
  test.each([
    { name: 'PAL for 4:3', width: 704, height: 576, pixelAspect: 12 / 11, expected: [768, 576] },
    { name: '2CIF, half the height', width: 704, height: 288, pixelAspect: 6 / 11, expected: [704, 528] },
    { name: 'half the width', width: 352, height: 576, pixelAspect: 24 / 11, expected: [768, 576] },
    { name: 'square pixels', width: 1920, height: 1080, pixelAspect: 1, expected: [1920, 1080] },
  ])('have square pixels: $name', ({ expected: [width, height], ...picture }) => {
    expect(pictureShape({ ...stored, ...picture })).toEqual({ width, height, rotationDegrees: 0 });
  });

  test('have their sides and their pixels exchanged after a quarter turn', () => {
    const turned = { ...stored, pixelAspect: 2, rotationDegrees: 90 } as const;
    expect(pictureShape(turned)).toEqual({ width: 576, height: 1408, rotationDegrees: 90 });
  });

  test.each([
    {
      rotationDegrees: null,
      aspectRatio: '16:9',
      expected: { width: 1920, height: 1080, rotationDegrees: 0 },
    },
    { rotationDegrees: 90, aspectRatio: null, expected: { width: 1080, height: 960, rotationDegrees: 90 } },
    {
      rotationDegrees: 270,
      aspectRatio: '9:16',
      expected: { width: 1080, height: 1920, rotationDegrees: 270 },
    },
  ] as const)(
    'follow the camera where it is configured: $rotationDegrees degrees, $aspectRatio',
    ({ expected, ...correction }) => {
      const picture = { ...stored, width: 960, height: 1080 };
      expect(pictureShape(picture, correction)).toEqual(expected);
    },
  );
});

test.each([
  ['12:11', 12 / 11],
  ['0:1', 1],
  ['N/A', 1],
  [undefined, 1],
  ['1:200', 1],
  ['959:960', 1],
])('the pixel aspect ratio %s of a file counts as %d', (text, expected) => {
  expect(pixelAspectOf(text)).toBe(expected);
});
