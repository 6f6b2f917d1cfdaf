import { expect, test } from '@jest/globals';
import { standingBox } from '../testing/factories.ts';
import { correctMotion, motionBox, predictMotion, startMotion } from './motion-filter.ts';

test('the motion filter predicts the next box of a person who walks steadily', () => {
  let motion = startMotion(standingBox(0, 200));
  for (let step = 1; step <= 10; step++) {
    motion = correctMotion(predictMotion(motion, 0.2), standingBox(step * 10, 200));
  }
  const predicted = motionBox(predictMotion(motion, 0.4));
  expect((predicted.x1 + predicted.x2) / 2).toBeCloseTo(120, 0);
  expect(predicted.y2).toBeCloseTo(200, 6);
  expect(predicted.y2 - predicted.y1).toBeCloseTo(100, 6);
});

test('the motion filter is less certain of the position after a longer gap', () => {
  const motion = startMotion(standingBox(0, 200));
  const [soon] = predictMotion(motion, 0.2).x.covariance;
  const [late] = predictMotion(motion, 2).x.covariance;
  expect(late).toBeGreaterThan(soon);
});

test('the motion filter weighs a measurement more the less certain its prediction is', () => {
  const motion = startMotion(standingBox(0, 200));
  const near = correctMotion(predictMotion(motion, 0.1), standingBox(20, 200)).x.position;
  const far = correctMotion(predictMotion(motion, 3), standingBox(20, 200)).x.position;
  expect(near).toBeLessThan(far);
  expect(far).toBeLessThanOrEqual(20);
});
