import type { Box } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { clipBox, iou } from './box.ts';

const square: Box = { x1: 0, y1: 0, x2: 10, y2: 10 };

describe('iou', () => {
  test.each<[string, Box, number]>([
    ['the same box', square, 1],
    ['half of the box', { x1: 0, y1: 0, x2: 10, y2: 5 }, 0.5],
    ['a box shifted by half its width', { x1: 5, y1: 0, x2: 15, y2: 10 }, 50 / 150],
    ['a box that shares an edge only', { x1: 10, y1: 0, x2: 20, y2: 10 }, 0],
    ['a box far away', { x1: 50, y1: 50, x2: 60, y2: 60 }, 0],
    ['a box without area', { x1: 5, y1: 5, x2: 5, y2: 5 }, 0],
  ])('is computed for a box and %s', (_case, other, expected) => {
    expect(iou(square, other)).toBeCloseTo(expected, 12);
    expect(iou(other, square)).toBeCloseTo(expected, 12);
  });
});

test('clipping moves corners outside the picture onto its border and leaves the others', () => {
  expect(clipBox({ x1: -5, y1: 3, x2: 700, y2: 900 }, { width: 640, height: 480 })).toEqual({
    x1: 0,
    y1: 3,
    x2: 640,
    y2: 480,
  });
});
