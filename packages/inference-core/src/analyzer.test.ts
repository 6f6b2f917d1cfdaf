import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { type ModelManifest, ModelPackError, openModelPack } from '@deepsentinel/model-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAnalyzer } from './analyzer.ts';
import { DeviceError } from './models/onnx-session.ts';

let embedded: string;
let directory: string;
beforeAll(async () => {
  embedded = await ensureEmbeddedPack();
  directory = await mkdtemp(join(tmpdir(), 'analyzer-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** A copy of the embedded pack with another manifest. */
async function changedPack(name: string, change: (manifest: ModelManifest) => void): Promise<string> {
  const copy = join(directory, name);
  await cp(embedded, copy, { recursive: true });
  const manifest = JSON.parse(await readFile(join(copy, 'manifest.json'), 'utf8')) as ModelManifest;
  change(manifest);
  await writeFile(join(copy, 'manifest.json'), JSON.stringify(manifest));
  return copy;
}

test('an analyzer tells its pack and which slots it fills', async () => {
  await using analyzer = await createAnalyzer(await openModelPack(embedded));
  expect(analyzer.modelPack).toBe('embedded@1.0.0');
  expect([...analyzer.slots].toSorted()).toEqual(['attributes', 'detector', 'faces', 'pose']);
  expect(analyzer.embedder.kind).toBe('lexical');
});

test('a pack with a detector alone is enough', async () => {
  const path = await changedPack('detector-only', (manifest) => manifest.models.splice(1));
  await using analyzer = await createAnalyzer(await openModelPack(path));
  expect(analyzer.slots).toEqual(['detector']);
  expect(analyzer.judgeFace).toBeNull();
});

describe('a pack is refused with both shapes or the known names', () => {
  const load = async (path: string) => await createAnalyzer(await openModelPack(path));

  test('when a tensor differs from the manifest', async () => {
    const path = await changedPack('shape', ({ models }) =>
      models[0]!.outputs[0]!.shape.splice(1, 3, 64, 64, 80),
    );
    await expect(load(path)).rejects.toThrow(ModelPackError);
    await expect(load(path)).rejects.toThrow(
      'expected float32 [N, 64, 64, 80], found float32 [N, 128, 128, 1]',
    );
  });

  test('when nobody knows the family', async () => {
    const path = await changedPack('family', ({ models }) => Object.assign(models[0]!, { family: 'oracle' }));
    await expect(load(path)).rejects.toThrow('unknown family "oracle" for "detector"; known are centernet');
  });

  test('when a threshold is missing', async () => {
    const path = await changedPack('threshold', ({ models }) =>
      Object.assign(models[0]!, { thresholds: {} }),
    );
    await expect(load(path)).rejects.toThrow('states no threshold "confidence"');
  });

  test('when a file is no model', async () => {
    const text = Buffer.from('not a model');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const path = await changedPack('text', ({ models }) => Object.assign(models[0]!, { sha256 }));
    await writeFile(join(path, 'person-detector.onnx'), text);
    await expect(load(path)).rejects.toThrow(/person-detector\.onnx: model for "detector" cannot be loaded/);
  });
});

test('the device "cuda" never falls back to the processor', async () => {
  const pack = await openModelPack(embedded);
  await expect(createAnalyzer(pack, { device: 'cuda', threads: 1 })).rejects.toThrow(DeviceError);
});
