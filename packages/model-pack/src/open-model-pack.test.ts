import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ModelPackError } from './errors.ts';
import { openModelPack } from './open-model-pack.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-pack-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const weights = Buffer.from('weights');
const model = {
  slot: 'detector',
  family: 'centernet',
  networks: {
    model: {
      file: 'detector.onnx',
      inputs: [{ name: 'input', type: 'uint8', shape: ['N', 512, 512, 3] }],
      outputs: [{ name: 'heatmap', type: 'float32', shape: ['N', 128, 128, 1] }],
    },
  },
  license: { name: 'MIT', commercialUse: true },
  source: 'made by this test',
};

const files = { 'detector.onnx': createHash('sha256').update(weights).digest('hex') };

async function writePack(models: readonly object[], named: object = files): Promise<void> {
  await writeFile(join(directory, 'detector.onnx'), weights);
  await writeFile(
    join(directory, 'manifest.json'),
    JSON.stringify({ formatVersion: 2, name: 'test', version: '1', files: named, models }),
  );
}

test('an intact pack opens with its models by slot', async () => {
  await writePack([model]);
  const pack = await openModelPack(directory);
  expect(pack).toMatchObject({ name: 'test', version: '1', directory });
  expect(pack.models.get('detector')).toMatchObject({
    directory,
    networks: { model: { file: 'detector.onnx' } },
    assets: {},
    thresholds: {},
    labels: [],
  });
});

describe('a pack is refused', () => {
  const refusal = async (message: string | RegExp) => {
    await expect(openModelPack(directory)).rejects.toThrow(ModelPackError);
    await expect(openModelPack(directory)).rejects.toThrow(message);
  };

  test('without a manifest', () => refusal('manifest.json: cannot read the model manifest (ENOENT'));

  test('when the manifest is no JSON', async () => {
    await writeFile(join(directory, 'manifest.json'), '{');
    await refusal('cannot read the model manifest');
  });

  test.each([
    ['has no detector', [{ ...model, slot: 'pose' }], 'needs a model in the slot "detector"'],
    ['fills a slot twice', [model, model], 'a slot may be filled once only'],
    [
      'names a file outside the pack',
      [{ ...model, assets: { tokenizer: '../tokenizer.json' } }],
      'relative path inside the pack',
    ],
    [
      'lacks a checksum',
      [{ ...model, assets: { tokenizer: 'tokenizer.json' } }],
      'lacks the sha256 of tokenizer.json',
    ],
  ])('when the manifest %s', async (_case, models, message) => {
    await writePack(models);
    await refusal(message);
  });

  test('when a file belongs to no model', async () => {
    await writePack([model], { ...files, 'notes.txt': files['detector.onnx'] });
    await refusal('notes.txt belongs to no model');
  });

  test('of an older format', async () => {
    await writeFile(join(directory, 'manifest.json'), JSON.stringify({ formatVersion: 1, models: [] }));
    await refusal('expected a manifest of format 2, found 1; build or export the pack again');
  });

  test('when a file is missing', async () => {
    const assets = { tokenizer: 'absent.json' };
    await writePack([{ ...model, assets }], { ...files, 'absent.json': files['detector.onnx'] });
    await refusal(/absent\.json: file of the detector cannot be read/);
  });

  test('when a file has changed, with both checksums', async () => {
    await writePack([model]);
    await writeFile(join(directory, 'detector.onnx'), 'damaged');
    const { 'detector.onnx': expected } = files;
    await refusal(
      new RegExp(`detector\\.onnx: .* is corrupt: sha256 is [0-9a-f]{64}, the manifest says ${expected}`),
    );
  });
});
