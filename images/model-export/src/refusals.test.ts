import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeWithExternalWeights } from './testing/external-weights.ts';
import { exportPack } from './testing/run-python.ts';
import { publishModel } from './testing/synthetic-publications.ts';

let directory: string;
let base: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'refusals-'));
  base = join(directory, 'base');
  await buildSyntheticPack(base);
});
afterAll(() => rm(directory, { recursive: true }));

/**
 * Runs the exporter with arguments that make no pack, and returns its one line of output; checks that nothing is left
 * of a pack.
 */
async function refusal(...args: readonly string[]): Promise<string> {
  const output = join(directory, 'pack');
  await mkdir(output);
  const { exitCode, stderr } = await exportPack(...args, output);
  expect(exitCode).not.toBe(0);
  expect(await readdir(output)).toEqual([]);
  await rm(output, { recursive: true });
  const [line, ...others] = stderr.split('\n');
  expect(others).toEqual(['']);
  return line!;
}

/** Makes a folder for one test's publications, which have the same names in every test. */
const newDirectory = () => mkdtemp(join(directory, 'published-'));

describe('on the command line, it is refused', () => {
  test.each([
    ['to make a pack without a detector', [], 'expected --detector, or a pack to --extend'],
    ['to export a checkpoint that is not there', ['--detector', 'absent.pt'], 'absent.pt: no such file'],
    ['to take a model that is not there', ['--embedder', 'absent'], 'absent: no such folder'],
    [
      'to extend what is no pack',
      ['--extend', tmpdir()],
      'manifest.json: no such file; --extend wants a model pack',
    ],
    ['to pool in a way that nobody knows', ['--pooling', 'max'], "argument --pooling: invalid choice: 'max'"],
    [
      'to speak of an embedder that is not given',
      ['--pooling', 'cls'],
      '--pooling is about --embedder, which is not given',
    ],
  ])('%s', async (_phrase, args, message) => {
    const needed = args.includes('--embedder') || args.includes('--pooling') ? ['--extend', base] : [];
    expect(await refusal(...needed, ...args)).toContain(message);
  });

  test('to export into a directory that holds something', async () => {
    const { stderr } = await exportPack('--extend', base, base);
    expect(stderr).toBe(`${base}: is not empty\n`);
  });

  test('to leave the directory behind that it has made itself', async () => {
    const output = join(directory, 'absent');
    expect((await exportPack('--extend', tmpdir(), output)).exitCode).toBe(1);
    expect(await readdir(directory)).not.toContain('absent');
  });
});

describe('of a published model, it is said', () => {
  test('which variants there are, when there is none like that', async () => {
    const models = await newDirectory();
    await publishModel('describer', models, { variant: 'q4' });
    const describer = await publishModel('describer', models);
    const line = await refusal('--extend', base, '--describer', describer, '--describer-variant', 'q5');
    expect(line).toContain(
      'onnx/vision_encoder_q5.onnx: no such file; of vision_encoder there is q4, the one without a variant',
    );
  });

  test.each([
    ['tokenizer.json', 'embedder', '--embedder'] as const,
    ['preprocessor_config.json', 'imageText', '--image-text'] as const,
  ])('that %s is missing', async (file, slot, flag) => {
    const folder = await publishModel(slot, await newDirectory());
    await rm(join(folder, file));
    const line = await refusal('--extend', base, flag, folder);
    expect(line).toContain(`${join(folder, file)}: no such file; download it`);
  });

  test('that a network is none', async () => {
    const embedder = await publishModel('embedder', await newDirectory());
    await writeFile(join(embedder, 'onnx/model.onnx'), 'version of a pointer, not the file');
    const line = await refusal('--extend', base, '--embedder', embedder);
    expect(line).toContain(`${embedder}/onnx/model.onnx: ONNX Runtime cannot load it: `);
  });

  test('that a file of weights is missing', async () => {
    const folder = await publishModel('describer', await newDirectory(), { write: writeWithExternalWeights });
    await rm(join(folder, 'onnx/embed_tokens.onnx_data'));
    const line = await refusal('--extend', base, '--describer', folder);
    expect(line).toContain('onnx/embed_tokens.onnx: ONNX Runtime cannot load it: ');
    expect(line).toContain('embed_tokens.onnx_data');
  });

  test('that its name tells neither license nor pooling, and how to state them', async () => {
    const embedder = await publishModel('embedder', await newDirectory(), { name: 'of-our-own' });
    const args = ['--extend', base, '--embedder', embedder];
    expect(await refusal(...args)).toContain(
      'the license of "of-our-own" is not known here; state its name with --embedder-license',
    );
    expect(await refusal(...args, '--embedder-license', 'ours')).toContain(
      '"of-our-own" is none of all-MiniLM-L6-v2, bge-small-en-v1.5; state --pooling and --max-tokens of it',
    );
  });

  test('that its configuration is of something else', async () => {
    const settings = { 'preprocessor_config.json': { resample: 0 } };
    const folder = await publishModel('imageText', await newDirectory(), { settings });
    expect(await refusal('--extend', base, '--image-text', folder)).toContain(
      "\"resample\" is 0, expected one of {2: 'bilinear', 3: 'bicubic'}",
    );
  });
});

test('a pack whose files have changed is not extended', async () => {
  const pack = join(await newDirectory(), 'pack');
  await buildSyntheticPack(pack);
  await writeFile(join(pack, 'fastvlm/config.json'), '{}');
  expect(await refusal('--extend', pack)).toContain('fastvlm/config.json: not the file that');
});
