import type { Box } from '@deepsentinel/queue-contracts';
import { mivoloModel } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadEmbeddedModel, loadSyntheticModel } from '../testing/model-stage.ts';
import { people, readPeople } from '../testing/people.ts';
import type { AttributeEstimator, AttributeScene, AttributeSubject } from './estimators.ts';
import { faceresEstimator } from './faceres.ts';
import { mivoloEstimator } from './mivolo.ts';

type Opened = AsyncDisposable & { readonly stage: AttributeEstimator };

const { figure, woman, womansFace, man, mansFace } = people;
const tooSmall: Box = { x1: 300, y1: 50, x2: 320, y2: 90 };

describe.each<[string, () => Promise<Opened>]>([
  ['FaceRes', () => loadEmbeddedModel('attributes', faceresEstimator)],
  ['MiVOLO, 224', () => loadSyntheticModel(mivoloModel({ side: 224, batch: 'N' }), mivoloEstimator)],
  ['MiVOLO, 384', () => loadSyntheticModel(mivoloModel({ side: 384, batch: 'N' }), mivoloEstimator)],
  ['MiVOLO, one by one', () => loadSyntheticModel(mivoloModel({ side: 384, batch: 1 }), mivoloEstimator)],
  ['MiVOLO, two by two', () => loadSyntheticModel(mivoloModel({ side: 224, batch: 2 }), mivoloEstimator)],
])('the attribute estimator %s', (_name, open) => {
  let opened: Opened;
  let scene: AttributeScene;
  beforeAll(async () => {
    opened = await open();
    const bodies = [figure, woman, man, tooSmall];
    scene = { frame: await readPeople(), bodies, faces: [womansFace, mansFace] };
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
  });

  const subjects: readonly AttributeSubject[] = [
    { body: woman, face: womansFace },
    { body: tooSmall, face: null },
    { body: man, face: mansFace },
    { body: figure, face: null },
    { body: tooSmall, face: mansFace },
  ];

  test('returns nothing for an empty list', async () => {
    expect(await opened.stage.estimate(scene, [])).toEqual([]);
  });

  test('estimates many persons as it estimates each alone, in their order', async () => {
    const together = await opened.stage.estimate(scene, subjects);
    for (const [index, subject] of subjects.entries()) {
      const [alone] = await opened.stage.estimate(scene, [subject]);
      expect(together[index] === null).toBe(alone === null);
      expect(together[index]?.male ?? 0).toBeCloseTo(alone?.male ?? 0, 4);
      expect(together[index]?.ageYears ?? 0).toBeCloseTo(alone?.ageYears ?? 0, 2);
    }
  });

  test('returns a probability and years', async () => {
    const samples = await opened.stage.estimate(scene, subjects);
    for (const sample of samples.filter((found) => found !== null)) {
      expect(sample.male).toBeGreaterThanOrEqual(0);
      expect(sample.male).toBeLessThanOrEqual(1);
      expect(sample.ageYears).toBeGreaterThanOrEqual(0);
      expect(sample.ageYears).toBeLessThanOrEqual(120);
    }
  });

  test('returns null for a person of whom too little is visible', async () => {
    expect(await opened.stage.estimate(scene, [{ body: tooSmall, face: null }])).toEqual([null]);
  });

  test('estimates a body without a face unless it needs one', async () => {
    const [sample] = await opened.stage.estimate(scene, [{ body: figure, face: null }]);
    expect(sample === null).toBe(opened.stage.needsFace);
  });

  test('estimates faces and bodies that extend beyond the frame', async () => {
    const body: Box = { x1: 440, y1: -30, x2: 620, y2: 200 };
    const face: Box = { x1: 480, y1: -20, x2: 540, y2: 40 };
    const [sample] = await opened.stage.estimate(scene, [{ body, face }]);
    expect(sample?.male).toBeGreaterThanOrEqual(0);
    expect(sample?.ageYears).toBeGreaterThanOrEqual(0);
  });
});

test('FaceRes distinguishes a woman from a man', async () => {
  await using opened = await loadEmbeddedModel('attributes', faceresEstimator);
  const scene = { frame: await readPeople(), bodies: [woman, man], faces: [womansFace, mansFace] };
  const [first, second] = await opened.stage.estimate(scene, [
    { body: woman, face: womansFace },
    { body: man, face: mansFace },
  ]);
  expect(first!.male).toBeLessThan(0.5);
  expect(second!.male).toBeGreaterThan(0.5);
});

test('FaceRes is refused with another input shape, with both shapes in the message', async () => {
  await expect(loadEmbeddedModel('pose', faceresEstimator)).rejects.toThrow(
    'expected a tensor uint8 [N, 224, 224, 3], found "input": uint8 [1, 192, 192, 3]',
  );
});
