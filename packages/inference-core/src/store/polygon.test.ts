import { describe, expect, test } from '@jest/globals';
import { crossesItself, distanceTo, isInside, type Point, type Polygon } from './polygon.ts';

const square: Polygon = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
];
/** A corridor with a corner: open to the upper right. */
const corner: Polygon = [
  [0, 0],
  [1, 0],
  [1, 3],
  [4, 3],
  [4, 4],
  [0, 4],
];

test.each<[string, Polygon, Point, boolean]>([
  ['in the middle', square, [2, 2], true],
  ['beside the polygon', square, [5, 2], false],
  ['level with a corner', square, [-1, 0], false],
  ['in one leg of a corner', corner, [0.5, 1], true],
  ['in the other leg of a corner', corner, [3, 3.5], true],
  ['in the hollow of a corner', corner, [3, 1], false],
  ['in a polygon in reverse order', square.toReversed(), [2, 2], true],
])('isInside decides on a point %s', (_case, polygon, point, inside) => {
  expect(isInside(polygon, point)).toBe(inside);
});

test.each<[string, Polygon, Point, number]>([
  ['inside the polygon', square, [1, 1], 0],
  ['beside a side', square, [2, 7], 3],
  ['beside a corner', square, [7, 8], 5],
  ['in the hollow of a corner, from the nearer leg', corner, [3, 1], 2],
])('distanceTo measures the distance of a point %s', (_case, polygon, point, distance) => {
  expect(distanceTo(polygon, point)).toBeCloseTo(distance, 9);
});

describe('crossesItself decides on', () => {
  test.each<[string, Polygon, boolean]>([
    ['a square', square, false],
    ['a corner', corner, false],
    ['a triangle', square.slice(1), false],
    [
      'a straight corner',
      [
        [0, 0],
        [2, 0],
        [4, 0],
        [4, 4],
      ],
      false,
    ],
    [
      'a bow tie',
      [
        [0, 0],
        [4, 4],
        [4, 0],
        [0, 4],
      ],
      true,
    ],
    [
      'a repeated point',
      [
        [0, 0],
        [4, 0],
        [4, 0],
        [0, 4],
      ],
      true,
    ],
    [
      'a line',
      [
        [0, 0],
        [2, 2],
        [4, 4],
      ],
      true,
    ],
    [
      'a spike',
      [
        [0, 0],
        [4, 0],
        [2, 0],
        [0, 4],
      ],
      true,
    ],
    [
      'a corner on another side',
      [
        [0, 0],
        [4, 0],
        [4, 4],
        [2, 0],
        [0, 4],
      ],
      true,
    ],
  ])('%s', (_case, polygon, expected) => {
    expect(crossesItself(polygon)).toBe(expected);
  });
});
