import { expect, test } from '@jest/globals';
import { suppressOverlaps } from './nms.ts';

const at = (x: number, confidence: number) => ({ box: { x1: x, y1: 0, x2: x + 10, y2: 10 }, confidence });

test('suppressOverlaps keeps the most confident of overlapping boxes, confidence descending', () => {
  const far = at(100, 0.3);
  const strong = at(1, 0.9);
  expect(suppressOverlaps([at(0, 0.5), far, strong], 0.6)).toEqual([strong, far]);
});

test('suppressOverlaps keeps boxes that overlap no more than the threshold', () => {
  // 10 x 10 boxes shifted by 5 share a third.
  expect(suppressOverlaps([at(0, 0.5), at(5, 0.4)], 1 / 3)).toHaveLength(2);
  expect(suppressOverlaps([at(0, 0.5), at(5, 0.4)], 0.33)).toHaveLength(1);
});
