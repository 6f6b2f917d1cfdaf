import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readPackContents } from './pack-contents.ts';

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

const manifest = JSON.stringify({
  formatVersion: 2,
  name: 'test',
  version: '1',
  files: { 'onnx/detector.onnx': sha256('weights') },
  models: [
    {
      slot: 'detector',
      family: 'centernet',
      networks: {
        model: {
          file: 'onnx/detector.onnx',
          inputs: [{ name: 'input', type: 'uint8', shape: ['N', 512, 512, 3] }],
          outputs: [{ name: 'heatmap', type: 'float32', shape: ['N', 128, 128, 1] }],
        },
      },
      license: { name: 'MIT', commercialUse: true },
      source: 'made by this test',
    },
  ],
});

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pack-contents-'));
  await mkdir(join(directory, 'onnx'));
  await writeFile(join(directory, 'onnx/detector.onnx'), 'weights');
  await writeFile(join(directory, 'manifest.json'), manifest);
});
afterEach(() => rm(directory, { recursive: true }));

test('a pack is listed with checksums and its size', async () => {
  expect(await readPackContents(directory)).toEqual({
    name: 'test',
    version: '1',
    manifestSha256: sha256(manifest),
    bytes: manifest.length + 'weights'.length,
    files: { 'onnx/detector.onnx': sha256('weights') },
  });
});

test('a file that the manifest does not name is refused, however deep it lies', async () => {
  await writeFile(join(directory, 'onnx/notes.txt'), 'buy milk');
  await expect(readPackContents(directory)).rejects.toThrow(
    /notes\.txt: the manifest does not name this file/,
  );
});

test('a link in place of a model is refused', async () => {
  await rm(join(directory, 'onnx/detector.onnx'));
  await writeFile(`${directory}.onnx`, 'weights');
  await symlink(`${directory}.onnx`, join(directory, 'onnx/detector.onnx'));
  await expect(readPackContents(directory)).rejects.toThrow(/detector\.onnx: a pack holds plain files only/);
  await rm(`${directory}.onnx`);
});
