import { GraphBuilder } from '@deepsentinel/onnx-writer';
import type { Box } from '@deepsentinel/queue-contracts';
import { mivoloModel, type SyntheticModel } from '@deepsentinel/synthetic-pack';
import { describe, expect, test } from '@jest/globals';
import { paintedFrame } from '../testing/factories.ts';
import { type LoadedStage, loadSyntheticModel } from '../testing/model-stage.ts';
import type { AttributeEstimator, AttributeSample } from './estimators.ts';
import { mivoloEstimator } from './mivolo.ts';

type Color = readonly [red: number, green: number, blue: number];

const body: Box = { x1: 20, y1: 60, x2: 120, y2: 160 };
const face: Box = { x1: 50, y1: 10, x2: 90, y2: 50 };
const isInside = ({ x1, y1, x2, y2 }: Box, x: number, y: number) => x >= x1 && x < x2 && y >= y1 && y < y2;

/** A gray picture of a body and, above it, a face. */
const sceneOf = (bodyColor: (y: number) => Color, faceColor: Color) => ({
  frame: paintedFrame({ width: 200, height: 200 }, (x, y) => {
    if (isInside(body, x, y)) return bodyColor((y - body.y1) / 100);
    return isInside(face, x, y) ? faceColor : [128, 128, 128];
  }),
  bodies: [body],
  faces: [face],
});

/** The synthetic model's answer to a body of one color, in years: from 1 for black to 95 for white. */
const yearsOf = ([red, green, blue]: Color) => 1 + (94 * (0.5 * red + 0.3 * green + 0.2 * blue)) / 255;

async function estimate(
  scene: ReturnType<typeof sceneOf>,
  subject: { body: Box; face: Box | null } = { body, face },
): Promise<AttributeSample | null> {
  await using opened = await loadSyntheticModel(mivoloModel({ side: 224, batch: 'N' }), mivoloEstimator);
  const [sample] = await opened.stage.estimate(scene, [subject]);
  return sample!;
}

describe('the synthetic MiVOLO', () => {
  const gray: Color = [100, 100, 100];

  test.each<[string, Color, number]>([
    ['red', [220, 60, 40], 1],
    ['blue', [40, 60, 220], 0],
    ['green', [60, 220, 60], 0.5],
  ])('recognizes a %s face', async (_color, color, male) => {
    expect((await estimate(sceneOf(() => gray, color)))?.male).toBeCloseTo(male, 2);
  });

  test.each<[string, Color]>([
    ['white', [255, 255, 255]],
    ['red', [255, 0, 0]],
    ['green', [0, 255, 0]],
    ['blue', [0, 0, 255]],
  ])('recognizes a %s body', async (_color, color) => {
    const sample = await estimate(sceneOf(() => color, gray));
    expect(sample?.ageYears).toBeCloseTo(yearsOf(color), 1);
  });

  test('distinguishes the upper half of a body from the lower one', async () => {
    const [light, dark]: Color[] = [
      [255, 255, 255],
      [20, 20, 20],
    ];
    const upright = await estimate(sceneOf((y) => (y < 0.5 ? light! : dark!), gray));
    const upsideDown = await estimate(sceneOf((y) => (y < 0.5 ? dark! : light!), gray));
    expect(upright?.ageYears).toBeCloseTo(0.75 * yearsOf(light!) + 0.25 * yearsOf(dark!), 0);
    expect(upsideDown?.ageYears).toBeCloseTo(0.25 * yearsOf(light!) + 0.75 * yearsOf(dark!), 0);
  });

  test('is given black for a missing face or too small a body', async () => {
    const scene = sceneOf(() => [255, 255, 255], [255, 0, 0]);
    expect(await estimate(scene, { body, face: null })).toMatchObject({ male: 0.5 });
    const slim = { ...body, x2: body.x1 + 49 };
    expect((await estimate(scene, { body: slim, face }))?.ageYears).toBeCloseTo(1, 3);
  });
});

describe('MiVOLO is refused with the expected and the found values', () => {
  const sound = mivoloModel({ side: 224, batch: 'N' });
  const withEntry = (entry: Partial<SyntheticModel['entry']>) => ({
    ...sound,
    entry: { ...sound.entry, ...entry },
  });

  test.each<[string, SyntheticModel, string]>([
    [
      'when its genders are in reverse order',
      withEntry({ labels: ['female', 'male'] }),
      'expected the labels male, female, the manifest states female, male',
    ],
    ['when it names no genders', withEntry({ labels: [] }), 'the manifest states none'],
    [
      'when the constants of its ages are missing',
      withEntry({ constants: { minAge: 1, maxAge: 95 } }),
      'the manifest states no constant "avgAge"',
    ],
    [
      'when its input has another size',
      mivoloModel({ side: 256, batch: 'N' }),
      'input "input": expected a side of 224 or 384 pixels, found 256',
    ],
    [
      'when its output has another shape',
      { ...sound, networks: { model: { file: 'other.onnx', onnx: channelMeans() } } },
      'expected a tensor float32 [N, 3], found "output": float32 [N, 6]',
    ],
  ])('%s', async (_case, model, message) => {
    const opening: Promise<LoadedStage<AttributeEstimator>> = loadSyntheticModel(model, mivoloEstimator);
    await expect(opening).rejects.toThrow(message);
  });
});

function channelMeans() {
  const graph = new GraphBuilder();
  graph.alias(graph.emit('ReduceMean', ['input'], { axes: [2, 3], keepdims: 0 }), 'output');
  return graph.model('means', {
    inputs: [{ name: 'input', type: 'float32', shape: ['N', 6, 224, 224] }],
    outputs: [{ name: 'output', type: 'float32', shape: ['N', 6] }],
  });
}
