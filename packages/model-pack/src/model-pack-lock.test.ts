import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ModelPackError } from './errors.ts';
import { readModelPackLock } from './model-pack-lock.ts';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-pack-lock-'));
  file = join(directory, 'lock.json');
});
afterEach(() => rm(directory, { recursive: true }));

const lock = {
  name: 'shop',
  version: '1.0.0',
  manifestSha256: 'a'.repeat(64),
  uri: 's3://models/models/shop/1.0.0-aaaaaaaaaaaa',
  bytes: 12,
  files: { 'detector.onnx': 'b'.repeat(64) },
};

test('a lock file says which pack is meant and where it is', async () => {
  await writeFile(file, JSON.stringify(lock));
  expect(await readModelPackLock(file)).toEqual(lock);
});

test('a missing lock file is refused with the command that writes one', async () => {
  await expect(readModelPackLock(file)).rejects.toThrow(ModelPackError);
  await expect(readModelPackLock(file)).rejects.toThrow(/lock\.json: .* sentinel models publish writes one/);
});

test('all that is wrong with a lock file is said at once', async () => {
  await writeFile(file, JSON.stringify({ ...lock, uri: 's3://models/', manifestSha256: 'A', size: 3 }));
  const refusal = await readModelPackLock(file).catch((error: Error) => error.message);
  for (const key of ['uri', 'manifestSha256', 'size']) expect(refusal).toContain(key);
});
