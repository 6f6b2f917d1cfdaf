import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelPack, type ModelSlot, openModelPack } from '@deepsentinel/model-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { buildEmbeddedPack } from './build-pack.ts';
import { readPackagedModel, samplePicture } from './testing/embedded-files.ts';
import { largestDifference } from './testing/largest-difference.ts';
import { runTensorflowApart } from './testing/run-tensorflow-apart.ts';
import type { TestTensor } from './testing/tensor.ts';

/** An output of a model: the node that computes it in TensorFlow.js, and the tolerated difference. */
interface Output {
  readonly node: string;
  readonly shape: readonly number[];
  readonly tolerance: number;
}

interface Reference {
  readonly slot: ModelSlot;
  readonly source: string;
  /** Width and height of the input. */
  readonly size: number;
  /** Does the graph's own preprocessing outside of it. */
  prepare(pixels: Uint8Array): Float32Array | Int32Array;
  readonly outputs: Readonly<Record<string, Output>>;
}

const asFloats = (pixels: Uint8Array) => Float32Array.from(pixels);

const references: Reference[] = [
  {
    slot: 'detector',
    source: 'centernet',
    size: 512,
    prepare: asFloats,
    outputs: {
      heatmap: { node: 'tower_0/keypoints', shape: [1, 128, 128, 1], tolerance: 2e-6 },
      ltrb: { node: 'tower_0/wh', shape: [1, 128, 128, 4], tolerance: 4e-3 },
    },
  },
  {
    slot: 'pose',
    source: 'movenet-lightning',
    size: 192,
    prepare: (pixels) => Int32Array.from(pixels),
    outputs: { keypoints: { node: 'Identity', shape: [1, 1, 17, 3], tolerance: 5e-6 } },
  },
  {
    slot: 'faces',
    source: 'blazeface',
    size: 256,
    prepare: (pixels) => Float32Array.from(pixels, (value) => value / 127.5 - 1),
    outputs: {
      score16: { node: 'Identity', shape: [1, 512, 1], tolerance: 2e-3 },
      score32: { node: 'Identity_1', shape: [1, 384, 1], tolerance: 2e-3 },
      reg16: { node: 'Identity_2', shape: [1, 512, 16], tolerance: 2e-3 },
      reg32: { node: 'Identity_3', shape: [1, 384, 16], tolerance: 2e-3 },
    },
  },
  {
    slot: 'attributes',
    source: 'faceres',
    size: 224,
    prepare: asFloats,
    outputs: {
      age: { node: 'age_pred/Softmax', shape: [1, 100], tolerance: 1e-6 },
      male: { node: 'gender_pred/Sigmoid', shape: [1, 1], tolerance: 5e-6 },
      embedding: { node: 'global_pooling/Mean', shape: [1, 1024], tolerance: 1e-5 },
    },
  },
];

let directory: string;
let pack: ModelPack;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'embedded-models-'));
  await buildEmbeddedPack(directory);
  pack = await openModelPack(directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe.each(references)('the model for "$slot"', ({ slot, source, size, prepare, outputs }) => {
  test('computes what TensorFlow.js computes', async () => {
    const picture = await samplePicture(size);
    const actual = await runPacked(slot, picture);
    const fed = { shape: picture.shape, data: prepare(picture.data) };
    const nodes = Object.values(outputs).map(({ node }) => node);
    const expected = await runTensorflowApart(await readPackagedModel(source), fed, nodes);
    for (const [index, [name, { shape, tolerance }]] of Object.entries(outputs).entries()) {
      expect(actual[name]!.shape).toEqual(shape);
      const reference = firstChannels(expected[index]!, shape.at(-1)!);
      expect(reference.shape).toEqual(shape);
      expect(largestDifference(actual[name]!, reference)).toBeLessThanOrEqual(tolerance);
    }
  });

  test('states its tensors in the manifest', () => {
    const { inputs, outputs: stated } = pack.models.get(slot)!.networks['model']!;
    const batch = slot === 'pose' ? 1 : 'N';
    expect(inputs).toEqual([{ name: 'input', type: 'uint8', shape: [batch, size, size, 3] }]);
    expect(stated).toEqual(
      Object.entries(outputs).map(([name, { shape }]) => ({
        name,
        type: 'float32',
        shape: [batch, ...shape.slice(1)],
      })),
    );
  });
});

test.each(['detector', 'faces', 'attributes'] as const)(
  'the model for "%s" gives for two pictures at once what it gives for each',
  async (slot) => {
    const { size } = references.find((reference) => reference.slot === slot)!;
    const picture = await samplePicture(size);
    const turned = { ...picture, data: picture.data.toReversed() };
    const pair = { shape: [2, size, size, 3], data: Buffer.concat([picture.data, turned.data]) };
    const [together, first, second] = [
      await runPacked(slot, pair),
      await runPacked(slot, picture),
      await runPacked(slot, turned),
    ];
    for (const [name, both] of Object.entries(together)) {
      const data = Float32Array.from([...first[name]!.data, ...second[name]!.data]);
      expect(largestDifference(both, { shape: both.shape, data })).toBeLessThanOrEqual(1e-4);
    }
  },
);

test('the bytes of the models belong to the version: whoever changes one raises it', () => {
  const sums = Object.entries(pack.files).map(([file, sha256]) => [file, sha256.slice(0, 12)]);
  expect({ version: pack.version, ...Object.fromEntries(sums) }).toEqual({
    version: '1.1.0',
    'person-detector.onnx': 'e66850ed5175',
    'body-keypoints.onnx': 'c68e765bcc75',
    'face-detector.onnx': '09317d57ff07',
    'face-attributes.onnx': '06c89abfa996',
  });
});

/** Runs a model of the pack. */
async function runPacked(slot: ModelSlot, { shape, data }: TestTensor): Promise<Record<string, TestTensor>> {
  const session = await InferenceSession.create(
    join(pack.directory, pack.models.get(slot)!.networks['model']!.file),
  );
  const outputs = await session.run({ input: new Tensor('uint8', data as Uint8Array, shape) });
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [
      name,
      { shape: tensor.dims, data: tensor.data as Float32Array },
    ]),
  );
}

/** Keeps the first channels, as the detector keeps only the first of COCO's 80 classes. */
function firstChannels({ shape, data }: TestTensor, kept: number): TestTensor {
  const channels = shape.at(-1)!;
  return { shape: shape.with(-1, kept), data: data.filter((_, index) => index % channels < kept) };
}
