import { copyFile, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { openModelPack } from '@deepsentinel/model-pack';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Tensor } from 'onnxruntime-node';
import { type PackedNetwork, packedNetwork } from './model-entry.ts';
import { OnnxSession } from './onnx-session.ts';

let directory: string;
let network: PackedNetwork;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'optimized-'));
  const { models } = await openModelPack(await ensureEmbeddedPack());
  network = packedNetwork(models.get('pose')!, 'model');
});
afterEach(() => rm(directory, { recursive: true }));

const optimizedModelCache = () => join(directory, 'cache');

/** What the network makes of a fixed picture. */
async function answer(cache: string | null): Promise<number[]> {
  const session = await OnnxSession.load(network, {
    device: 'cpu',
    threads: 1,
    optimizedModelCache: cache,
  });
  const [{ name, shape } = {} as never] = session.inputs;
  const sizes = shape.map((size) => (typeof size === 'number' ? size : 1));
  const length = sizes.reduce((product, size) => product * size, 1);
  const picture = Uint8Array.from({ length }, (_, index) => index * 7);
  const outputs = await session.run({ [name]: new Tensor('uint8', picture, sizes) });
  await session.dispose();
  return Object.values(outputs).flatMap((output) => [...(output.data as Float32Array)]);
}

test('an optimized graph is cached and used, and gives the same outputs', async () => {
  const expected = await answer(null);
  expect(await answer(optimizedModelCache())).toEqual(expected);
  const kept = await readdir(optimizedModelCache());
  expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.onnx$/)]);
  const path = join(optimizedModelCache(), kept[0]!);
  await utimes(path, 1, 1);
  expect(await answer(optimizedModelCache())).toEqual(expected);
  expect((await stat(path)).mtimeMs).toBe(1000);
});

test('a damaged graph in the cache is replaced', async () => {
  const expected = await answer(optimizedModelCache());
  const [file = ''] = await readdir(optimizedModelCache());
  const path = join(optimizedModelCache(), file);
  const { size } = await stat(path);
  await truncate(path, Math.floor(size / 2));
  expect(await answer(optimizedModelCache())).toEqual(expected);
  expect((await stat(path)).size).toBe(size);
});

test('a graph with external weights is not cached', async () => {
  const path = join(directory, 'body-keypoints.onnx');
  await copyFile(network.path, path);
  await writeFile(`${path}_data`, 'weights');
  network = { ...network, path };
  await answer(optimizedModelCache());
  await expect(readdir(optimizedModelCache())).rejects.toThrow('ENOENT');
});

test('sessions that load at the same time cache one graph', async () => {
  const answers = await Promise.all([1, 2, 3].map(() => answer(optimizedModelCache())));
  expect(answers[1]).toEqual(answers[0]);
  expect(await readdir(optimizedModelCache())).toHaveLength(1);
});
