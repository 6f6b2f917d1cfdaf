import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { makeColoredPeople } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changePack, type PackCopy } from './testing/change-pack.ts';
import { runCommand } from './testing/run-sentinel.ts';

let directory: string;
const sentinel = (...args: string[]) => runCommand(args, directory);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wrong-pack-'));
  await buildSyntheticPack(join(directory, 'synthetic'));
  await makeColoredPeople(join(directory, 'clip.mp4'), 1, [{ fromX: 100, toX: 200, background: 'gray' }]);
});
afterAll(() => rm(directory, { recursive: true }));

interface WrongPack {
  readonly problem: string;
  readonly change: (copy: PackCopy) => unknown;
  /** Expected line, with what was expected and what was found. */
  readonly message: string;
}

const input = (copy: PackCopy) => copy.model('detector').networks['model']!.inputs[0]!;

const wrongPacks: WrongPack[] = [
  {
    problem: 'another shape than the manifest states',
    change: (copy) => Object.assign(input(copy), { shape: ['N', 3, 320, 320] }),
    message:
      'wrong/yolo.onnx: model of the detector (yolo): input "images": expected float32 [N, 3, 320, 320], found float32 [N, 3, 640, 640]',
  },
  {
    problem: 'another type than the manifest states',
    change: (copy) => Object.assign(input(copy), { type: 'uint8' }),
    message:
      'wrong/yolo.onnx: model of the detector (yolo): input "images": expected uint8 [N, 3, 640, 640], found float32 [N, 3, 640, 640]',
  },
  {
    problem: 'other tensors than the family knows',
    change: (copy) => Object.assign(copy.model('attributes'), { family: 'faceres' }),
    message:
      'wrong: attributes (faceres): expected a tensor uint8 [N, 224, 224, 3], found "input": float32 [N, 6, 224, 224]',
  },
  {
    problem: 'more labels than classes',
    change: (copy) => copy.model('detector').labels.push('bag'),
    message: 'wrong: detector (yolo): the manifest names 3 labels, the network has 2 classes',
  },
  {
    problem: 'a family that nobody knows',
    change: (copy) => Object.assign(copy.model('pose'), { family: 'oracle' }),
    message: 'wrong: pose (oracle): unknown family; known for this slot are movenet, mebow',
  },
  {
    problem: 'a file in which a byte has changed',
    change: ({ rewrite }) => rewrite('mebow.onnx', (content) => content.fill(content[99]! ^ 1, 99, 100)),
    message: 'wrong/mebow.onnx: file of the pose is corrupt: sha256 is',
  },
  {
    problem: 'a model that breaks off, with the checksum of what is there',
    change: async ({ rewrite, stamp }) => {
      await rewrite('mivolo-224.onnx', (content) => content.subarray(0, content.length / 2));
      await stamp('mivolo-224.onnx');
    },
    message: 'wrong/mivolo-224.onnx: model of the attributes (mivolo) cannot be loaded: ',
  },
  {
    problem: 'a tokenizer that breaks off, with the checksum of what is there',
    change: async ({ rewrite, stamp, model }) => {
      const file = model('embedder').assets['tokenizer']!;
      await rewrite(file, (content) => content.subarray(0, content.length / 2));
      await stamp(file);
    },
    message: 'wrong/embedder/',
  },
  {
    problem: 'a license that nobody accepted',
    change: ({ model }) =>
      Object.assign(model('describer'), { license: { name: 'Research only', commercialUse: false } }),
    message:
      'wrong: licenses that must be accepted by name, and are not (none is): describer (fastvlm): "Research only", commercial use forbidden',
  },
  {
    problem: 'a manifest of the first format',
    change: ({ manifest }) => Object.assign(manifest, { formatVersion: 1, files: undefined }),
    message: 'wrong/manifest.json: expected a manifest of format 2, found 1; build or export the pack again',
  },
];

test.each(wrongPacks)(
  '$problem: exit code 78, one line that says why, and nothing was made',
  async ({ change, message }) => {
    const pack = join(directory, 'wrong');
    await changePack(join(directory, 'synthetic'), pack, change);
    const result = await sentinel('analyze', 'clip.mp4', '--models', 'wrong');
    await rm(pack, { recursive: true });
    const lines = result.stderr.trimEnd().split('\n');
    const notes = lines.filter((line) => /^(models|license of the models for .*): /.test(line));
    expect(lines.slice(notes.length)).toEqual([expect.stringMatching(/^sentinel: /)]);
    expect(lines.at(-1)).toContain(message);
    expect(result).toMatchObject({ exitCode: 78, stdout: '' });
    expect((await readdir(directory)).toSorted()).toEqual(['clip.mp4', 'synthetic']);
  },
);
