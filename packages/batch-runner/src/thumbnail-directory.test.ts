import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OutputError } from './errors.ts';
import { thumbnailDirectory } from './thumbnail-directory.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'thumbnails-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('the key of a thumbnail is the path where it lies', async () => {
  const store = await thumbnailDirectory(join(directory, 'clip'));
  const key = store.keyOf('walking-1-0.jpg');
  await store.put('walking-1-0.jpg', Uint8Array.of(1, 2, 3));
  expect(key).toBe(join(directory, 'clip/walking-1-0.jpg'));
  expect([...(await readFile(key))]).toEqual([1, 2, 3]);
});

test('pictures that no event names are removed, other files are not', async () => {
  const store = await thumbnailDirectory(directory);
  await store.put('a.jpg', Uint8Array.of(1));
  await store.put('b.jpg', Uint8Array.of(2));
  await writeFile(join(directory, 'notes.txt'), '');
  await store.keepOnly([store.keyOf('a.jpg')]);
  expect((await readdir(directory)).sort()).toEqual(['a.jpg', 'notes.txt']);
});

test('a place that cannot hold files is refused before anything is analyzed', async () => {
  await writeFile(join(directory, 'file'), '');
  const failure = await thumbnailDirectory(join(directory, 'file/clip')).catch((error) => error);
  expect(failure).toBeInstanceOf(OutputError);
  expect(failure.message).toContain('file/clip: cannot hold output files (ENOTDIR');
});
