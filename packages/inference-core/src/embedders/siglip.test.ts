import type { OnnxModel, OnnxNode, OnnxValue } from '@deepsentinel/onnx-writer';
import { type SyntheticModel, siglipModel } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { type LoadedStage, loadSyntheticModel } from '../testing/model-stage.ts';
import { type ImageTextEmbedder, imageTextDimensions } from './embedder.ts';
import { siglipEmbedder } from './siglip.ts';

const background = { r: 120, g: 120, b: 120 };

/** A gray picture with somebody in a color. */
async function pictureOf(color: string, { width = 160, height = 90 } = {}): Promise<Buffer> {
  const somebody = sharp({
    create: { width: width >> 2, height: height >> 1, channels: 3, background: color },
  });
  return await sharp({ create: { width, height, channels: 3, background } })
    .composite([{ input: await somebody.png().toBuffer(), left: width >> 3, top: height >> 2 }])
    .jpeg({ quality: 85 })
    .toBuffer();
}

const likeness = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, axis) => sum + value * b[axis]!, 0);
const largestDifference = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, axis) => Math.abs(value - b[axis]!)));

/** The synthetic model with the networks or the entry changed. */
function changed(
  network: 'image' | 'text',
  change: (network: OnnxModel) => OnnxModel,
  entry: Partial<SyntheticModel['entry']> = {},
): SyntheticModel {
  const model = siglipModel();
  const { file, onnx } = model.networks[network]!;
  return {
    ...model,
    entry: { ...model.entry, ...entry },
    networks: { ...model.networks, [network]: { file, onnx: change(onnx) } },
  };
}

const withInput =
  (...shape: readonly (number | string)[]) =>
  (network: OnnxModel): OnnxModel => ({
    ...network,
    inputs: network.inputs.map((tensor) => ({ ...tensor, shape })),
    outputs: network.outputs.map((tensor) => ({ ...tensor, shape: [shape[0]!, imageTextDimensions] })),
  });

/** The network with its output made something else by one more operation. */
const withEnd =
  (node: Pick<OnnxNode, 'op' | 'inputs' | 'attributes'>, output: OnnxValue) =>
  (network: OnnxModel): OnnxModel => ({
    ...network,
    nodes: [...network.nodes, { ...node, outputs: [output.name] }],
    outputs: [output],
  });

/** The network with channels last, as pictures are stored. */
const withChannelsLast = (network: OnnxModel): OnnxModel => ({
  ...network,
  nodes: [
    { op: 'Transpose', inputs: ['pixels'], outputs: ['pixel_values'], attributes: { perm: [0, 3, 1, 2] } },
    ...network.nodes,
  ],
  inputs: [{ name: 'pixels', type: 'float32', shape: ['N', 64, 64, 3] }],
});

describe('the embedder siglip', () => {
  let loaded: LoadedStage<ImageTextEmbedder>;
  let embedder: ImageTextEmbedder;
  const colors = ['red', 'lime', 'blue', 'yellow'];
  let pictures: Buffer[];
  beforeAll(async () => {
    loaded = await loadSyntheticModel(siglipModel(), siglipEmbedder);
    embedder = loaded.stage;
    pictures = await Promise.all(colors.map((color) => pictureOf(color)));
  });
  afterAll(async () => {
    await loaded[Symbol.asyncDispose]();
  });

  test('embeds pictures of any size and texts at length 1', async () => {
    const odd = await Promise.all([
      pictureOf('red', { width: 33, height: 300 }),
      pictureOf('red', { width: 8, height: 8 }),
      sharp(pictures[0]).grayscale().jpeg().toBuffer(),
    ]);
    const embeddings = await embedder.embedImages([...pictures, ...odd]);
    for (const vector of [
      ...embeddings,
      await embedder.embedText('A person in red'),
      await embedder.embedText('빨간 🙂'),
    ]) {
      expect(vector).toHaveLength(imageTextDimensions);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
  });

  test('embeds many pictures as it embeds each alone, and an empty list', async () => {
    const together = await embedder.embedImages(Array.from({ length: 5 }, () => pictures).flat());
    expect(together).toHaveLength(20);
    const alone = await Promise.all(
      pictures.map(async (picture) => (await embedder.embedImages([picture]))[0]!),
    );
    for (const [index, vector] of together.entries()) {
      expect(largestDifference(vector, alone[index % pictures.length]!)).toBeLessThan(1e-5);
    }
    expect(await embedder.embedImages([])).toEqual([]);
  });

  test.each([
    ['A person in red.', 0],
    ['a GREEN jacket', 1],
    ['somebody wearing blue', 2],
    ['노란 옷', 3],
  ])('finds the picture for "%s"', async (text, expected) => {
    const query = await embedder.embedText(text);
    const found = (await embedder.embedImages(pictures)).map((picture) => likeness(picture, query));
    expect(found.indexOf(Math.max(...found))).toBe(expected);
    expect(found[expected]).toBeGreaterThan(0.95);
    expect(found.toSorted((a, b) => b - a)[1]).toBeLessThan(0.8);
  });

  test('cuts a text that is too long', async () => {
    const long = `red ${'a person '.repeat(500)}`;
    expect(largestDifference(await embedder.embedText(long), await embedder.embedText('red'))).toBeLessThan(
      1e-5,
    );
  });

  test.each<[string, SyntheticModel]>([
    ['a fixed number of pictures', changed('image', withInput(3, 3, 64, 64))],
    [
      'all sizes of pictures free',
      changed('image', withInput('N', 'channels', 'height', 'width'), { constants: { imageSize: 64 } }),
    ],
    ['a fixed number of texts', changed('text', withInput(2, 64))],
    ['a free length of texts', changed('text', withInput('N', 'length'), { constants: { maxTokens: 64 } })],
    [
      'an output of another name',
      changed(
        'text',
        withEnd(
          { op: 'Identity', inputs: ['pooler_output'], attributes: {} },
          { name: 'text_embeds', type: 'float32', shape: ['batch_size', 768] },
        ),
      ),
    ],
  ])('gives the same embeddings with %s', async (_what, model) => {
    await using other = await loadSyntheticModel(model, siglipEmbedder);
    const embeddings = await other.stage.embedImages(pictures);
    for (const [index, expected] of (await embedder.embedImages(pictures)).entries()) {
      expect(largestDifference(embeddings[index]!, expected)).toBeLessThan(1e-5);
    }
    const text = await other.stage.embedText('red');
    expect(largestDifference(text, await embedder.embedText('red'))).toBeLessThan(1e-5);
  });

  test.each<[string, SyntheticModel, string]>([
    [
      'embeddings of another length',
      changed(
        'image',
        withEnd(
          { op: 'Concat', inputs: ['pooler_output', 'pooler_output'], attributes: { axis: 1 } },
          { name: 'image_embeds', type: 'float32', shape: ['batch_size', 1536] },
        ),
      ),
      'expected a tensor float32 [N, 768], found "image_embeds": float32 [batch_size, 1536]',
    ],
    [
      'pictures that are not square',
      changed('image', withInput('N', 3, 64, 32)),
      'expected a tensor float32 [N, 3, S, S], found "pixel_values": float32 [N, 3, 64, 32]',
    ],
    [
      'channels in the last dimension',
      changed('image', withChannelsLast),
      'expected a tensor float32 [N, 3, S, S], found "pixels": float32 [N, 64, 64, 3]',
    ],
    [
      'an unknown resampling',
      changed('image', (network) => network, { options: { resample: 'nearest' } }),
      'option "resample": expected bicubic or bilinear, the manifest says "nearest"',
    ],
    [
      'a free length of texts that the manifest does not state',
      changed('text', withInput('N', 'length')),
      'the manifest states no constant "maxTokens"',
    ],
  ])('is refused with %s', async (_fault, model, message) => {
    await expect(loadSyntheticModel(model, siglipEmbedder)).rejects.toMatchObject({
      name: 'ModelPackError',
      message: expect.stringContaining(message),
    });
  });
});
