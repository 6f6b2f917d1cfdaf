import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModelPack } from '@deepsentinel/model-pack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildEmbeddedPack } from './build-pack.ts';
import { ensureEmbeddedPack } from './ensure-embedded-pack.ts';

const files = [
  'body-keypoints.onnx',
  'face-attributes.onnx',
  'face-detector.onnx',
  'manifest.json',
  'person-detector.onnx',
];

/** A cache with a pack in it, and a cache for the test. */
let fullCache: string;
let cacheDirectory: string;
beforeAll(async () => {
  fullCache = await mkdtemp(join(tmpdir(), 'embedded-pack-'));
  await ensureEmbeddedPack({ cacheDirectory: fullCache });
});
afterAll(() => rm(fullCache, { recursive: true, force: true }));
beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'embedded-pack-'));
});
afterEach(() => rm(cacheDirectory, { recursive: true, force: true }));

test('the first use builds a pack that opens, and leaves nothing else behind', async () => {
  const directory = await ensureEmbeddedPack({ cacheDirectory });
  expect([...(await openModelPack(directory)).models.keys()]).toEqual([
    'detector',
    'pose',
    'faces',
    'attributes',
    'describer',
    'embedder',
  ]);
  expect((await readdir(directory)).sort()).toEqual(files);
  expect(await readdir(cacheDirectory)).toHaveLength(1);
});

test('the next use takes the pack that is there', async () => {
  await cp(fullCache, cacheDirectory, { recursive: true });
  const directory = await ensureEmbeddedPack({ cacheDirectory });
  const { ino, mtimeMs } = await stat(join(directory, 'manifest.json'));
  expect(await ensureEmbeddedPack({ cacheDirectory })).toBe(directory);
  expect(await stat(join(directory, 'manifest.json'))).toMatchObject({ ino, mtimeMs });
});

describe('the pack is built anew when', () => {
  test.each<[string, (directory: string) => Promise<void>]>([
    ['a model is cut short', (directory) => truncate(join(directory, 'face-detector.onnx'), 1000)],
    ['a model is gone', (directory) => rm(join(directory, 'person-detector.onnx'))],
    ['the manifest is damaged', (directory) => writeFile(join(directory, 'manifest.json'), '{')],
  ])('%s', async (_case, damage) => {
    await cp(fullCache, cacheDirectory, { recursive: true });
    const directory = await ensureEmbeddedPack({ cacheDirectory });
    await damage(directory);
    expect(await ensureEmbeddedPack({ cacheDirectory })).toBe(directory);
    await openModelPack(directory);
    expect(await readdir(cacheDirectory)).toHaveLength(1);
  });
});

test('several may ask at once', async () => {
  const asked = Array.from({ length: 3 }, () => ensureEmbeddedPack({ cacheDirectory }));
  expect(new Set(await Promise.all(asked)).size).toBe(1);
  expect(await readdir(cacheDirectory)).toHaveLength(1);
  await openModelPack((await asked[0])!);
});

test('other users may read the pack', async () => {
  const directory = await ensureEmbeddedPack({ cacheDirectory });
  const ordinary = join(cacheDirectory, 'ordinary');
  await mkdir(ordinary);
  expect((await stat(directory)).mode).toBe((await stat(ordinary)).mode);
});

test('a pack is the same each time it is built', async () => {
  const one = await ensureEmbeddedPack({ cacheDirectory: fullCache });
  const other = join(cacheDirectory, 'other');
  await buildEmbeddedPack(other);
  for (const file of files) {
    expect((await readFile(join(one, file))).equals(await readFile(join(other, file)))).toBe(true);
  }
});

test('a cache that cannot be written is named', async () => {
  const file = join(cacheDirectory, 'file');
  await writeFile(file, '');
  await expect(ensureEmbeddedPack({ cacheDirectory: file })).rejects.toThrow(file);
});

describe('without an option the cache lies', () => {
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });

  test.each([
    ['in $SENTINEL_CACHE_DIR', 'ours', 'general', 'ours'],
    ['else in $XDG_CACHE_HOME', '', 'general', join('general', 'deepsentinel')],
  ])('%s', async (_case, ours, general, expected) => {
    process.env['SENTINEL_CACHE_DIR'] = ours && join(cacheDirectory, ours);
    process.env['XDG_CACHE_HOME'] = join(cacheDirectory, general);
    await cp(fullCache, join(cacheDirectory, expected), { recursive: true });
    expect(await ensureEmbeddedPack()).toMatch(join(cacheDirectory, expected, 'embedded-pack-'));
  });
});
