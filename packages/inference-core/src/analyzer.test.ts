import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import {
  filesOfModel,
  type ModelManifest,
  ModelPackError,
  type ModelSlot,
  openModelPack,
} from '@deepsentinel/model-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAnalyzer } from './analyzer.ts';
import { DeviceError } from './errors.ts';

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

const detector = (models: ModelManifest['models']) => models.find(({ slot }) => slot === 'detector')!;

/** Leaves the models of some slots in a manifest. */
function keepOnly(manifest: ModelManifest, slots: readonly ModelSlot[]): void {
  manifest.models = manifest.models.filter(({ slot }) => slots.includes(slot));
  const used = new Set(manifest.models.flatMap(filesOfModel));
  manifest.files = Object.fromEntries(Object.entries(manifest.files).filter(([file]) => used.has(file)));
}

test('an analyzer names its pack and its loaded slots', async () => {
  await using analyzer = await createAnalyzer(await openModelPack(embedded));
  expect(analyzer.modelPack).toBe('embedded@1.1.0');
  const slots = ['attributes', 'describer', 'detector', 'embedder', 'faces', 'pose'];
  expect([...analyzer.slots].toSorted()).toEqual(slots);
  expect(analyzer.stages(null)).toMatchObject({
    active: ['pose', 'attributes', 'rules', 'describer', 'embedder'],
    imageText: null,
    embedder: { kind: 'lexical' },
  });
});

test('a pack with only a detector is enough', async () => {
  const path = await changedPack('detector-only', (manifest) => keepOnly(manifest, ['detector']));
  await using analyzer = await createAnalyzer(await openModelPack(path));
  expect(analyzer.slots).toEqual(['detector']);
  expect(analyzer.stages(null)).toMatchObject({
    ...{ estimateAttributes: null, searchFaces: null, describer: { name: 'template' } },
  });
});

test('only the models of the requested stages and faces to blur are loaded, and an analysis may use fewer', async () => {
  const pack = await openModelPack(embedded);
  const options = { device: 'cpu', threads: 1, stages: ['pose', 'rules'] } as const;
  await using analyzer = await createAnalyzer(pack, options);
  expect(analyzer.slots.toSorted()).toEqual(['detector', 'faces', 'pose']);
  expect(analyzer.stages(['pose'])).toMatchObject({
    ...{ active: ['pose'], estimateAttributes: null, searchFaces: expect.any(Function) },
  });
  expect(() => analyzer.stages(['attributes'])).toThrow('no model was loaded for attributes');
});

describe('a pack is refused with the expected and the found values', () => {
  const load = async (path: string) => await createAnalyzer(await openModelPack(path));

  test('when it has no model for a stage', async () => {
    const path = await changedPack('no-pose', (manifest) => keepOnly(manifest, ['detector', 'describer']));
    const pack = await openModelPack(path);
    const stages = ['pose', 'describer', 'rules'] as const;
    await expect(createAnalyzer(pack, { device: 'cpu', threads: 1, stages })).rejects.toThrow(
      'expected models for pose, describer; the pack has none for pose, only for detector, describer',
    );
  });

  test('when age and gender need faces and no model finds any', async () => {
    const path = await changedPack('faceless', (manifest) => keepOnly(manifest, ['detector', 'attributes']));
    await expect(load(path)).rejects.toThrow(
      /attributes \(faceres\): needs faces: expected .* found neither/,
    );
  });

  test('when a tensor differs from the manifest', async () => {
    const path = await changedPack('shape', ({ models }) =>
      detector(models).networks['model']!.outputs[0]!.shape.splice(1, 3, 64, 64, 80),
    );
    await expect(load(path)).rejects.toThrow(ModelPackError);
    await expect(load(path)).rejects.toThrow(
      'expected float32 [N, 64, 64, 80], found float32 [N, 128, 128, 1]',
    );
  });

  test('when a family is unknown', async () => {
    const path = await changedPack('family', ({ models }) =>
      Object.assign(detector(models), { family: 'oracle' }),
    );
    await expect(load(path)).rejects.toThrow(
      'detector (oracle): unknown family; known for this slot are centernet, yolo',
    );
  });

  test('when a threshold is missing', async () => {
    const path = await changedPack('threshold', ({ models }) =>
      Object.assign(detector(models), { thresholds: {} }),
    );
    await expect(load(path)).rejects.toThrow('states no threshold "confidence"');
  });

  test('when a file is not a model', async () => {
    const text = Buffer.from('not a model');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const path = await changedPack('text', ({ files }) =>
      Object.assign(files, { 'person-detector.onnx': sha256 }),
    );
    await writeFile(join(path, 'person-detector.onnx'), text);
    await expect(load(path)).rejects.toThrow(
      /person-detector\.onnx: model of the detector \(centernet\) cannot be loaded/,
    );
  });
});

test('the device "cuda" never falls back to the processor', async () => {
  const pack = await openModelPack(embedded);
  await expect(createAnalyzer(pack, { device: 'cuda', threads: 1 })).rejects.toThrow(DeviceError);
});
