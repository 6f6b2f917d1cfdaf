import type { Box } from '@deepsentinel/queue-contracts';
import { mebowModel } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { boxCenter, boxHeight, boxWidth } from '../box.ts';
import { cocoKeypoints } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { loadEmbeddedModel, loadSyntheticModel } from '../testing/model-stage.ts';
import { people, readPeople } from '../testing/people.ts';
import type { PoseEstimator } from './estimators.ts';
import { mebowEstimator } from './mebow.ts';
import { movenetEstimator } from './movenet.ts';

type Opened = AsyncDisposable & { readonly stage: PoseEstimator };

describe.each<[string, () => Promise<Opened>]>([
  ['MoveNet', () => loadEmbeddedModel('pose', movenetEstimator)],
  ['MEBOW, all at once', () => loadSyntheticModel(mebowModel({ batch: 'N' }), mebowEstimator)],
  ['MEBOW, one by one', () => loadSyntheticModel(mebowModel({ batch: 1 }), mebowEstimator)],
  ['MEBOW, two by two', () => loadSyntheticModel(mebowModel({ batch: 2 }), mebowEstimator)],
])('the pose estimator %s', (_name, open) => {
  let opened: Opened;
  let frame: Frame;
  beforeAll(async () => {
    opened = await open();
    frame = await readPeople();
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
  });

  const boxes: readonly Box[] = [people.figure, people.woman, people.man];

  test('returns nothing for an empty list', async () => {
    expect(await opened.stage.estimate(frame, [])).toEqual([]);
  });

  test('estimates many boxes as it estimates each alone, in their order', async () => {
    const together = await opened.stage.estimate(frame, boxes);
    for (const [index, box] of boxes.entries()) {
      const [alone] = await opened.stage.estimate(frame, [box]);
      expect(together[index]!.orientationDegrees).toBe(alone!.orientationDegrees);
      for (const name of cocoKeypoints) {
        expect(together[index]!.pose[name].x).toBeCloseTo(alone!.pose[name].x, 2);
        expect(together[index]!.pose[name].y).toBeCloseTo(alone!.pose[name].y, 2);
        expect(together[index]!.pose[name].confidence).toBeCloseTo(alone!.pose[name].confidence, 3);
      }
    }
  });

  test.each<[string, Box]>([
    ['inside the frame', people.woman],
    ['beyond the upper left corner', { x1: -60, y1: -50, x2: 90, y2: 120 }],
    ['beyond the lower right corner', { x1: 450, y1: 90, x2: 620, y2: 300 }],
    ['larger than the frame', { x1: -200, y1: -200, x2: 800, y2: 400 }],
    ['of one pixel', { x1: 50, y1: 50, x2: 51, y2: 51 }],
  ])('places joints around a box %s', async (_case, box) => {
    const [body] = await opened.stage.estimate(frame, [box]);
    const center = boxCenter(box);
    const reach = Math.max(boxWidth(box), boxHeight(box));
    for (const { x, y, confidence } of Object.values(body!.pose)) {
      expect(Math.abs(x - center.x)).toBeLessThanOrEqual(reach);
      expect(Math.abs(y - center.y)).toBeLessThanOrEqual(reach);
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    const { orientationDegrees = 0 } = body!;
    expect(orientationDegrees).toBeGreaterThanOrEqual(0);
    expect(orientationDegrees).toBeLessThan(360);
  });
});

test('MoveNet finds the joints of a figure from its nose down to its ankles', async () => {
  await using opened = await loadEmbeddedModel('pose', movenetEstimator);
  const [body] = await opened.stage.estimate(await readPeople(), [people.figure]);
  const { nose, leftShoulder, leftHip, leftKnee, leftAnkle, rightShoulder } = body!.pose;
  const heights = [nose, leftShoulder, leftHip, leftKnee, leftAnkle].map(({ y }) => y);
  expect(heights).toEqual(heights.toSorted((a, b) => a - b));
  expect(leftShoulder.x).toBeGreaterThan(rightShoulder.x);
  expect(body!.orientationDegrees).toBeUndefined();
});

test('MoveNet is refused with another input shape, with both shapes in the message', async () => {
  await expect(loadEmbeddedModel('faces', movenetEstimator)).rejects.toThrow(
    'expected a tensor uint8 [1, 192, 192, 3], found "input": uint8 [N, 256, 256, 3]',
  );
});
