import { describe, expect, test } from '@jest/globals';
import { standingBox } from '../../testing/factories.ts';
import { extendTrail, type FootPosition, movement } from './movement.ts';

/** Trail of a person 100 pixels high that moves by some pixels each 200 ms. */
function walk(dx: number, dy: number, { steps = 5, stepMs = 200 } = {}): FootPosition[] {
  let trail: FootPosition[] = [];
  for (let step = 0; step <= steps; step++) {
    trail = extendTrail(trail, standingBox(300 + step * dx, 300 + step * dy), step * stepMs);
  }
  return trail;
}

/** Trail of a person whose box ends higher or lower each 200 ms. */
function flicker(...heights: readonly number[]): FootPosition[] {
  return heights.reduce<FootPosition[]>(
    (trail, height, step) => extendTrail(trail, { x1: 280, y1: 200, x2: 320, y2: 200 + height }, step * 200),
    [],
  );
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
    expect(movement(walk(10, 0, { steps: 1 }))).toEqual({
      speedHeightsPerSecond: null,
      latestSpeedHeightsPerSecond: null,
      direction: null,
    });
  });

  test('of the last half second tells who has set off', () => {
    const trail = [300, 300, 300, 300, 320, 340].reduce<FootPosition[]>(
      (before, x, step) => extendTrail(before, standingBox(x, 300), step * 200),
      [],
    );
    const { speedHeightsPerSecond, latestSpeedHeightsPerSecond } = movement(trail);
    expect(speedHeightsPerSecond).toBe(0);
    expect(latestSpeedHeightsPerSecond).toBeGreaterThan(0.6);
  });

  test('is measured at one frame a second, too', () => {
    expect(movement(walk(50, 0, { stepMs: 1000 })).speedHeightsPerSecond).toBeCloseTo(0.5, 6);
  });

  test('is that of the last second only', () => {
    expect(walk(0, 0, { steps: 20 }).length).toBeLessThanOrEqual(6);
  });

  test.each([
    [[100, 60, 100, 60, 100, 60]],
    [[100, 100, 100, 60, 60, 60]],
    [[60, 100, 100, 60, 100, 100]],
    [[100, 60, 100, 100, 100, 60]],
  ])('is none of a box whose lower end jumps: %j', (heights) => {
    expect(movement(flicker(...heights)).speedHeightsPerSecond).toBe(0);
  });
});
