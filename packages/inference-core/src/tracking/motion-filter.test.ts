import { expect, test } from '@jest/globals';
import { standingBox } from '../testing/factories.ts';
import { correctMotion, motionBox, predictMotion, startMotion } from './motion-filter.ts';

test('a person who walks steadily is predicted where the next step leads', () => {
  let motion = startMotion(standingBox(0, 200));
  for (let step = 1; step <= 10; step++) {
    motion = correctMotion(predictMotion(motion, 0.2), standingBox(step * 10, 200));
  }
  const predicted = motionBox(predictMotion(motion, 0.4));
  expect((predicted.x1 + predicted.x2) / 2).toBeCloseTo(120, 0);
  expect(predicted.y2).toBeCloseTo(200, 6);
  expect(predicted.y2 - predicted.y1).toBeCloseTo(100, 6);
});

test('a longer gap leaves the position less certain', () => {
  const motion = startMotion(standingBox(0, 200));
  const [soon] = predictMotion(motion, 0.2).x.covariance;
  const [late] = predictMotion(motion, 2).x.covariance;
  expect(late).toBeGreaterThan(soon);
});

test('a measurement is trusted more the less certain the prediction is', () => {
  const motion = startMotion(standingBox(0, 200));
  const near = correctMotion(predictMotion(motion, 0.1), standingBox(20, 200)).x.position;
  const far = correctMotion(predictMotion(motion, 3), standingBox(20, 200)).x.position;
  expect(near).toBeLessThan(far);
  expect(far).toBeLessThanOrEqual(20);
});
