import { describe, expect, test } from '@jest/globals';
import { standingBox } from '../testing/factories.ts';
import { addFootprint, type Footprint, movement, nearestEdge } from './sight.ts';

/** Footprints of a person 100 pixels high that moves by some pixels each 200 ms. */
function walk(dx: number, dy: number, steps = 5): Footprint[] {
  let prints: Footprint[] = [];
  for (let step = 0; step <= steps; step++) {
    prints = addFootprint(prints, standingBox(300 + step * dx, 300 + step * dy), step * 200);
  }
  return prints;
}

describe('movement', () => {
  test.each([
    ['to the left', -10, 0, 'left', 0.5],
    ['to the right', 10, 0, 'right', 0.5],
    // Steps in depth look half as long as steps to the side.
    ['towards the camera', 0, 5, 'towards the camera', 0.5],
    ['away from the camera', 0, -5, 'away from the camera', 0.5],
  ])('%s', (_case, dx, dy, direction, speed) => {
    const { speedHeightsPerSecond, direction: seen } = movement(walk(dx, dy));
    expect(seen).toBe(direction);
    expect(speedHeightsPerSecond).toBeCloseTo(speed, 6);
  });

  test('is unknown until there is enough of it', () => {
    expect(movement(walk(10, 0, 1))).toEqual({ speedHeightsPerSecond: null, direction: null });
  });

  test('is that of the last second only', () => {
    const standing = walk(0, 0, 20);
    expect(standing.length).toBeLessThanOrEqual(6);
  });
});

test.each([
  ['left', { x1: 3, y1: 100, x2: 50, y2: 200 }],
  ['right', { x1: 600, y1: 100, x2: 638, y2: 200 }],
  ['bottom', { x1: 300, y1: 300, x2: 350, y2: 479 }],
  ['top', { x1: 300, y1: 2, x2: 350, y2: 100 }],
  ['inside', { x1: 300, y1: 100, x2: 350, y2: 200 }],
])('a box at the %s', (edge, box) => {
  expect(nearestEdge(box, { width: 640, height: 480 })).toBe(edge);
});
