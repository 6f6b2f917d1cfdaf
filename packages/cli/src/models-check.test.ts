import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changePack } from './testing/change-pack.ts';
import { runCommand, type SentinelResult } from './testing/run-sentinel.ts';

let directory: string;
const sentinel = (...args: string[]) => runCommand(args, directory);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'models-check-'));
  await buildSyntheticPack(join(directory, 'synthetic'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Reads the cells of the rows under the table's headings. */
function rowsOf({ stdout }: SentinelResult): string[][] {
  const [, , ...lines] = stdout.split('\n\n')[0]!.split('\n');
  return lines.map((line) => line.trim().split(/ {2,}/));
}

describe.each([
  {
    pack: 'embedded',
    args: [],
    parts: ['detector model', 'pose model', 'faces model', 'attributes model', 'describer -', 'embedder -'],
    tensors: ['detector in   input: uint8 [N, 512, 512, 3]', 'attributes out  age: float32 [N, 100]'],
    licenses: ['detector', 'pose', 'faces', 'attributes'],
  },
  {
    pack: 'synthetic',
    args: ['synthetic'],
    parts: [
      ...['detector model', 'attributes model', 'pose model'],
      ...['describer visionEncoder', 'describer embedTokens', 'describer decoder'],
      ...['embedder model', 'imageText image', 'imageText text'],
    ],
    tensors: [
      'detector out  output0: float32 [N, 6, 8400]',
      'describer decoder in   past_key_values.0.key: float32 [batch_size, 2, past_sequence_length, 2]',
      'imageText text out  pooler_output: float32 [batch_size, 768]',
    ],
    licenses: [],
  },
])('models check of the $pack pack', ({ pack, args, parts, tensors, licenses }) => {
  let result: SentinelResult;
  beforeAll(async () => {
    result = await sentinel('models', 'check', ...args);
  });

  test('finds all of it sound', () => {
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(new RegExp(`^${pack}@[\\d.]+ on cpu\n`));
    expect(result.stdout).not.toContain('Faults');
  });

  test('has a row for each network, with parameters and times', () => {
    const rows = rowsOf(result);
    expect(rows.map(([slot, , part]) => `${slot} ${part}`)).toEqual(parts);
    for (const [, , part, file, megabytes, parameters, loadMs, firstRunMs, sound] of rows) {
      expect(sound).toBe('yes');
      if (part === '-') continue;
      expect(file).toMatch(/\.onnx$/);
      expect(megabytes).toMatch(/^\d+\.\d$/);
      expect(parameters).toMatch(/^[\d.]+[KM]?$/);
      expect([loadMs, firstRunMs]).toEqual([expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/)]);
    }
  });

  test('names the tensors, and the licenses that are not plainly commercial', () => {
    const [, ...sections] = result.stdout.trimEnd().split('\n\n');
    const [tensorSection = '', licenseSection = ''] = sections;
    for (const tensor of tensors) expect(tensorSection.split('\n')).toContain(`  ${tensor}`);
    const named = licenseSection.split('\n').slice(1);
    expect(named.map((line) => line.trim().split(':')[0])).toEqual(licenses);
  });
});

test('a pack with three faults: all three, with expected and actual, and exit code 78', async () => {
  await changePack(join(directory, 'synthetic'), join(directory, 'wrong'), async (copy) => {
    copy.model('detector').labels.push('bag');
    Object.assign(copy.model('pose').networks['model']!.outputs[1]!, { shape: ['N', 36] });
    await copy.rewrite('mivolo-224.onnx', (content) => content.subarray(0, 100));
    await copy.stamp('mivolo-224.onnx');
  });
  const result = await sentinel('models', 'check', 'wrong');
  expect(result).toMatchObject({
    exitCode: 78,
    stderr: 'sentinel: synthetic@1.0.0 cannot be used: detector, attributes, pose\n',
  });
  const soundness = rowsOf(result).map((row) => [row[0], row.at(-1)]);
  expect(Object.fromEntries(soundness)).toEqual({
    ...{ detector: 'NO', attributes: 'NO', pose: 'NO' },
    ...{ describer: 'yes', embedder: 'yes', imageText: 'yes' },
  });
  const faults = result.stdout.trimEnd().split('\nFaults:\n')[1]!.split('\n');
  expect(faults).toEqual([
    expect.stringContaining('detector (yolo): the manifest names 3 labels, the network has 2 classes'),
    expect.stringMatching(/mivolo-224\.onnx: model of the attributes \(mivolo\) cannot be loaded: /),
    expect.stringContaining('output "hoe": expected float32 [N, 36], found float32 [N, 72]'),
  ]);
});
