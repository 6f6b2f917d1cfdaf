import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnalyzer, createQueryEmbedder, type QueryEmbedder } from '@deepsentinel/inference-core';
import { evidencePictures, subject } from '@deepsentinel/inference-core/testing';
import { type ModelPack, openModelPack, readPackContents } from '@deepsentinel/model-pack';
import {
  buildSyntheticPack,
  fastvlmModel,
  sentenceEmbeddingModel,
  siglipModel,
} from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeWithExternalWeights } from './testing/external-weights.ts';
import { exportPack } from './testing/run-python.ts';
import { publishModel, reshaped } from './testing/synthetic-publications.ts';

let directory: string;
let base: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'published-models-'));
  base = join(directory, 'base');
  await buildSyntheticPack(base);
});
afterAll(() => rm(directory, { recursive: true }));

let packs = 0;
/** Exports the synthetic pack with some of its models replaced. */
async function extended(...args: readonly string[]): Promise<ModelPack> {
  const output = join(directory, `pack-${packs++}`);
  const result = await exportPack('--extend', base, ...args, output);
  expect(result).toMatchObject({ stderr: '', exitCode: 0 });
  return await openModelPack(output);
}

/** Makes a folder for one test's publications, which have the same names in every test. */
const newDirectory = () => mkdtemp(join(directory, 'published-'));

/** Describes pictures of one color with the pack's describer. */
async function described(pack: ModelPack, color: string) {
  await using analyzer = await createAnalyzer(pack);
  const { describer } = analyzer.stages(null);
  return await describer.describe(subject({ pictures: await evidencePictures(color) }));
}

const likeness = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, axis) => sum + value * b[axis]!, 0);

describe('published models become a pack', () => {
  let pack: ModelPack;
  let queryEmbedder: QueryEmbedder;
  beforeAll(async () => {
    const models = await newDirectory();
    pack = await extended(
      ...['--describer', await publishModel('describer', models)],
      ...['--embedder', await publishModel('embedder', models)],
      ...['--image-text', await publishModel('imageText', models)],
    );
    queryEmbedder = await createQueryEmbedder(pack);
  });
  afterAll(async () => {
    await queryEmbedder[Symbol.asyncDispose]();
  });

  test('whose describer verifies events by their pictures', async () => {
    expect(await described(pack, 'red')).toMatchObject({
      state: 'confirmed',
      text: 'A person in red is there.',
    });
    expect(await described(pack, 'green')).toMatchObject({ state: 'rejected' });
  });

  test('whose embedder gives the vectors of the model that was published', async () => {
    await using published = await createQueryEmbedder(await openModelPack(base));
    const text = 'a man at the shelf';
    expect(queryEmbedder.embedder.name).toBe('all-MiniLM-L6-v2');
    expect(await queryEmbedder.embedder.embedQuery(text)).toEqual(await published.embedder.embedQuery(text));
  });

  test('whose pictures are found by words', async () => {
    const [red, green] = await queryEmbedder.imageText!.embedImages(
      (await evidencePictures('red', 'green')).map(({ jpeg }) => jpeg),
    );
    const query = await queryEmbedder.imageText!.embedText('a person in red');
    expect(likeness(query, red!)).toBeGreaterThan(likeness(query, green!) + 0.5);
  });

  test('that has the other models of the pack it extends, and no file too many', async () => {
    const { files } = await readPackContents(pack.directory);
    const folders = new Set(Object.keys(files).map((file) => file.split('/')[0]));
    expect(
      [...folders].filter((folder) => ['describer', 'embedder', 'image-text'].includes(folder!)),
    ).toHaveLength(3);
    expect(files).not.toHaveProperty('fastvlm/config.json');
    const original = await openModelPack(base);
    for (const slot of ['detector', 'attributes', 'pose'] as const) {
      expect(pack.models.get(slot)).toEqual({ ...original.models.get(slot), directory: pack.directory });
    }
  });

  test('that says what each model is, and what its license allows', () => {
    const about = (['describer', 'embedder', 'imageText'] as const).map((slot) => {
      const { source, license } = pack.models.get(slot)!;
      return [source, license.name, license.commercialUse];
    });
    expect(about).toEqual([
      ['FastVLM-0.5B-ONNX', 'apple-amlr', false],
      ['all-MiniLM-L6-v2', 'Apache-2.0', true],
      ['siglip-base-patch16-224', 'Apache-2.0', true],
    ]);
  });
});

test('a variant is taken where one is asked for', async () => {
  const models = await newDirectory();
  await publishModel('embedder', models);
  const embedder = await publishModel('embedder', models, { variant: 'q4' });
  const { models: found } = await extended('--embedder', embedder, '--embedder-variant', 'q4');
  expect(found.get('embedder')).toMatchObject({
    networks: { model: { file: 'embedder/onnx/model_q4.onnx' } },
    options: { name: 'all-MiniLM-L6-v2-q4' },
  });
});

test('weights in files of their own come along', async () => {
  const describer = await publishModel('describer', await newDirectory(), {
    write: writeWithExternalWeights,
  });
  const pack = await extended('--describer', describer);
  expect(pack.models.get('describer')!.assets).toMatchObject({
    'embed_tokens.onnx_data': 'describer/onnx/embed_tokens.onnx_data',
  });
  expect(await described(pack, 'red')).toMatchObject({ state: 'confirmed' });
});

describe('what an embedder needs to know is told', () => {
  const bge = {
    constants: { maxTokens: 512 },
    options: {
      name: 'bge-small-en-v1.5',
      pooling: 'cls',
      queryPrefix: 'Represent this sentence for searching relevant passages: ',
    },
    license: { name: 'MIT', commercialUse: true },
  };
  const stated = {
    constants: { maxTokens: 128 },
    options: { name: 'of-our-own', pooling: 'mean', queryPrefix: 'query: ' },
    license: { name: 'ours', commercialUse: true },
  };
  const settings = [
    ...['--pooling', 'mean', '--max-tokens', '128', '--query-prefix', 'query: '],
    ...['--embedder-license', 'ours', '--embedder-commercial-use', 'yes'],
  ];
  test.each([
    ['by its name', 'bge-small-en-v1.5', [], bge],
    ['on the command line', 'of-our-own', settings, stated],
  ])('%s', async (_how, name, args, expected) => {
    const embedder = await publishModel('embedder', await newDirectory(), {
      name,
      model: sentenceEmbeddingModel('cls'),
    });
    const pack = await extended('--embedder', embedder, ...args);
    expect(pack.models.get('embedder')).toMatchObject(expected);
    await using queryEmbedder = await createQueryEmbedder(pack);
    expect(await queryEmbedder.embedder.embedQuery('a man')).toHaveLength(384);
  });
});

test('a license of which nobody says what it allows counts as unclear', async () => {
  const imageText = await publishModel('imageText', await newDirectory(), { name: 'of-our-own' });
  const pack = await extended('--image-text', imageText, '--image-text-license', 'ours');
  expect(pack.models.get('imageText')!.license).toEqual({ name: 'ours', commercialUse: 'unclear' });
});

describe('sizes that the networks leave open are stated, by the configuration beside them', () => {
  test('of the pictures of a describer', async () => {
    const shapes = { pixel_values: ['N', 3, 'H', 'W'], image_features: ['N', 'T', 8] };
    const model = reshaped(fastvlmModel(), 'visionEncoder', shapes);
    const pack = await extended(
      '--describer',
      await publishModel('describer', await newDirectory(), { model }),
    );
    expect(pack.models.get('describer')!.constants).toMatchObject({ imageSize: 64, imageTokens: 16 });
    expect(await described(pack, 'red')).toMatchObject({ state: 'confirmed' });
  });

  test('of the pictures and texts of an image-text model', async () => {
    const open = reshaped(siglipModel(), 'image', { pixel_values: ['N', 'C', 'H', 'W'] });
    const model = reshaped(open, 'text', { input_ids: ['N', 'L'] });
    const settings = { 'preprocessor_config.json': { resample: 2, size: { width: 64, height: 64 } } };
    const name = 'siglip2-base-patch16-224-ONNX';
    const pack = await extended(
      '--image-text',
      await publishModel('imageText', await newDirectory(), { model, name, settings }),
    );
    expect(pack.models.get('imageText')).toMatchObject({
      constants: { imageSize: 64, maxTokens: 64 },
      options: { resample: 'bilinear' },
      license: { name: 'Apache-2.0' },
    });
    await using queryEmbedder = await createQueryEmbedder(pack);
    expect(await queryEmbedder.imageText!.embedText('red')).toHaveLength(768);
  });
});
