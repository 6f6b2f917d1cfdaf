import type { PackedModel } from '@deepsentinel/model-pack';
import type { Box } from '@deepsentinel/queue-contracts';
import { mebowModel } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Detection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { paintedFrame } from '../testing/factories.ts';
import { loadEmbeddedModel, loadSyntheticModel } from '../testing/model-stage.ts';
import { people, readPeople } from '../testing/people.ts';
import type { PoseEstimator } from './estimators.ts';
import { mebowEstimator } from './mebow.ts';
import { movenetEstimator } from './movenet.ts';
import { minStartingConfidence, poseRescorer } from './rescore-with-pose.ts';

const detector = (thresholds: Readonly<Record<string, number>>): PackedModel => ({
  directory: '/pack',
  slot: 'detector',
  family: 'yolo',
  networks: {},
  assets: {},
  labels: ['person', 'face'],
  thresholds,
  constants: {},
  options: {},
  license: { name: 'none', commercialUse: true },
  source: 'none',
});
const detection = (box: Box, confidence: number): Detection => ({ box, confidence });
const wall: Box = { x1: 240, y1: 20, x2: 296, y2: 80 };

let frame: Frame;
let opened: AsyncDisposable & { readonly stage: PoseEstimator };
beforeAll(async () => {
  frame = await readPeople();
  opened = await loadEmbeddedModel('pose', movenetEstimator);
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
});

describe('a detection that joints must confirm', () => {
  const model = detector({ confidence: 0.25, keep: 0.32, keepAlone: 0.55 });

  test('gains confidence on a figure and loses it on a wall', async () => {
    const rescore = poseRescorer(model, opened.stage);
    const persons = [detection(people.figure, 0.3), detection(wall, 0.3)];
    const [figure, nobody] = await rescore(frame, { persons, faces: null });
    expect(figure).toMatchObject({ highConfidence: true, detectorConfidence: 0.3 });
    expect(figure!.confidence).toBeGreaterThan(0.32);
    expect(nobody).toMatchObject({ highConfidence: false, detectorConfidence: 0.3 });
    expect(nobody!.confidence).toBeLessThan(0.32);
  });

  test('has high confidence when the detector is sure, and never below its minimum', async () => {
    const rescore = poseRescorer(model, opened.stage);
    const persons = [detection(wall, 0.6), detection(people.figure, 0.24)];
    const highConfidence = (await rescore(frame, { persons, faces: null })).map(
      (person) => person.highConfidence,
    );
    expect(highConfidence).toEqual([true, false]);
  });

  test('has high confidence without a pose model only when the detector is sure', async () => {
    const rescore = poseRescorer(model, null);
    const persons = [detection(people.figure, 0.56), detection(people.man, 0.5)];
    expect(await rescore(frame, { persons, faces: null })).toEqual([
      { box: people.figure, confidence: 0.56, detectorConfidence: 0.56, highConfidence: true },
      { box: people.man, confidence: 0.5, detectorConfidence: 0.5, highConfidence: false },
    ]);
  });
});

test.each<[string, Record<string, number>, boolean, number]>([
  ['the minimum where joints may confirm', { confidence: 0.25, keep: 0.32, keepAlone: 0.55 }, true, 0.25],
  [
    'that of the detector alone without joints',
    { confidence: 0.25, keep: 0.32, keepAlone: 0.55 },
    false,
    0.55,
  ],
  [
    'that of the detector alone without a threshold for joints',
    { confidence: 0.1, keepAlone: 0.4 },
    true,
    0.4,
  ],
  ['the only one there is', { confidence: 0.4 }, true, 0.4],
])('the confidence that can start a track is %s', (_case, thresholds, hasPose, expected) => {
  expect(minStartingConfidence(detector(thresholds), hasPose)).toBe(expected);
});

test('joints do not change the confidence of a detector without the threshold for them', async () => {
  const rescore = poseRescorer(detector({ confidence: 0.4 }), opened.stage);
  const persons = [detection(wall, 0.45), detection(people.figure, 0.39)];
  const found = await rescore(frame, { persons, faces: null });
  expect(found).toMatchObject([
    { confidence: 0.45, highConfidence: true },
    { confidence: 0.39, highConfidence: false },
  ]);
  expect(found.every(({ pose }) => pose)).toBe(true);
});

test('persons get the faces that the detector found', async () => {
  const rescore = poseRescorer(detector({ confidence: 0.4 }), null);
  const persons = [detection(people.man, 0.9), detection(people.figure, 0.8), detection(people.woman, 0.7)];
  const faces = [detection(people.womansFace, 0.9), detection(people.mansFace, 0.6)];
  const found = await rescore(frame, { persons, faces });
  expect(found.map(({ face }) => face)).toEqual([faces[1], undefined, faces[0]]);
});

test('the orientation is that of the pose model, or computed from its joints', async () => {
  await using mebow = await loadSyntheticModel(mebowModel({ batch: 'N' }), mebowEstimator);
  const lightOnTheRight = paintedFrame({ width: 300, height: 400 }, (x) =>
    x < 150 ? [20, 20, 20] : [200, 200, 200],
  );
  const detections = { persons: [detection({ x1: 30, y1: 40, x2: 270, y2: 360 }, 0.9)], faces: null };
  const model = detector({ confidence: 0.4 });
  const [turned] = await poseRescorer(model, mebow.stage)(lightOnTheRight, detections);
  expect(turned!.orientationDegrees).toBe(270);
  const facing = { persons: [detection(people.figure, 0.9)], faces: null };
  const [figure] = await poseRescorer(model, opened.stage)(frame, facing);
  expect(Math.abs(figure!.orientationDegrees! - 180)).toBeLessThan(45);
});
