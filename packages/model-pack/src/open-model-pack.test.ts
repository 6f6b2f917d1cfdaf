import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ModelPackError, openModelPack } from './open-model-pack.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-pack-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const weights = Buffer.from('weights');
const model = {
  slot: 'detector',
  family: 'centernet',
  file: 'detector.onnx',
  sha256: createHash('sha256').update(weights).digest('hex'),
  inputs: [{ name: 'input', type: 'uint8', shape: ['N', 512, 512, 3] }],
  outputs: [{ name: 'heatmap', type: 'float32', shape: ['N', 128, 128, 1] }],
  licence: { name: 'MIT', commercialUse: true },
  source: 'made by this test',
};

async function writePack(models: readonly object[]): Promise<void> {
  await writeFile(join(directory, 'detector.onnx'), weights);
  await writeFile(
    join(directory, 'manifest.json'),
    JSON.stringify({ formatVersion: 1, name: 'test', version: '1', models }),
  );
}

test('an intact pack opens with its models by slot', async () => {
  await writePack([model]);
  const pack = await openModelPack(directory);
  expect(pack).toMatchObject({ name: 'test', version: '1', directory });
  expect(pack.models.get('detector')).toMatchObject({
    path: join(directory, 'detector.onnx'),
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
      [{ ...model, file: '../detector.onnx' }],
      'relative path inside the pack',
    ],
    ['lacks a checksum', [{ ...model, sha256: undefined }], 'sha256'],
  ])('when the manifest %s', async (_case, models, message) => {
    await writePack(models);
    await refusal(message);
  });

  test('when a model is missing', async () => {
    await writePack([{ ...model, file: 'absent.onnx' }]);
    await refusal(/absent\.onnx: model for "detector" cannot be read/);
  });

  test('when a model has changed, with both checksums', async () => {
    await writePack([model]);
    await writeFile(join(directory, 'detector.onnx'), 'damaged');
    await refusal(
      new RegExp(`detector\\.onnx: .* is corrupt: sha256 is [0-9a-f]{64}, the manifest says ${model.sha256}`),
    );
  });
});
