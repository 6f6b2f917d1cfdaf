import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { embeddedModels, sourcePackage } from './embedded-models.ts';
import { readSource, sourceDirectory } from './embedded-sources.ts';

const model = embeddedModels.find(({ source }) => source === 'blazeface')!;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'embedded-sources-'));
  for (const file of ['blazeface.json', 'blazeface.bin']) {
    await copyFile(join(sourceDirectory(), file), join(directory, file));
  }
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('the installed package is the one that the manifests name', async () => {
  const { version, license } = JSON.parse(
    await readFile(join(sourceDirectory(), '..', 'package.json'), 'utf8'),
  );
  expect({ version, license }).toEqual({
    version: sourcePackage.version,
    license: sourcePackage.license,
  });
});

test('an unchanged source is read', async () => {
  expect((await readSource(model, directory)).nodes.size).toBe(257);
});

test.each(['blazeface.json', 'blazeface.bin'])(
  'a changed %s is refused, with both checksums',
  async (file) => {
    const path = join(directory, file);
    const bytes = await readFile(path);
    bytes[100]! ^= 1;
    await writeFile(path, bytes);
    await expect(readSource(model, directory)).rejects.toThrow(
      new RegExp(
        `${file}: the source model has changed: sha256 is [0-9a-f]{64}, not [0-9a-f]{64}; install @vladmandic/human@`,
      ),
    );
  },
);

test('a missing source is named, with what to do', async () => {
  await rm(join(directory, 'blazeface.bin'));
  await expect(readSource(model, directory)).rejects.toThrow(
    /blazeface\.bin: cannot read the source model \(ENOENT.*; install @vladmandic\/human@/,
  );
});
