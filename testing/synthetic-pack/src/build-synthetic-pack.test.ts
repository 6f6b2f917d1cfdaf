import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkLicenses,
  modelManifestSchema,
  modelSlots,
  openModelPack,
  readPackContents,
} from '@deepsentinel/model-pack';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSyntheticPack } from './build-synthetic-pack.ts';

let directory: string;
let pack: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'build-synthetic-pack-'));
  pack = join(directory, 'pack');
  await buildSyntheticPack(pack);
});
afterAll(() => rm(directory, { recursive: true }));

/** Reads the content of all files below a directory, by path. */
async function filesIn(root: string): Promise<Record<string, Buffer>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.toSorted().map(async (path) => [path.slice(root.length + 1), await readFile(path)]);
  return Object.fromEntries(await Promise.all(files));
}

test('the pack is built twice to the same bytes', async () => {
  const again = join(directory, 'again');
  await buildSyntheticPack(again);
  const [first, second] = [await filesIn(pack), await filesIn(again)];
  expect(Object.keys(second)).toEqual(Object.keys(first));
  for (const [path, content] of Object.entries(first)) {
    expect({ path, isSame: second[path]!.equals(content) }).toEqual({ path, isSame: true });
  }
});

test('every slot is filled but faces, which the detector finds', async () => {
  const { models } = await openModelPack(pack);
  expect(modelSlots.filter((slot) => !models.has(slot))).toEqual(['faces']);
  expect(models.get('detector')!.labels).toContain('face');
});

test('the manifest is what the schema makes of it, with nothing left out or filled in', async () => {
  const manifest: unknown = JSON.parse(await readFile(join(pack, 'manifest.json'), 'utf8'));
  expect(modelManifestSchema.parse(manifest)).toEqual(manifest);
});

test('it may be passed on: every file is named, and no license has to be accepted', async () => {
  const { name, files } = await readPackContents(pack);
  expect(name).toBe('synthetic');
  expect([...Object.keys(files), 'manifest.json'].toSorted()).toEqual(
    Object.keys(await filesIn(pack)).toSorted(),
  );
  const { models } = await openModelPack(pack);
  expect(() => checkLicenses([...models.values()], [])).not.toThrow();
});
