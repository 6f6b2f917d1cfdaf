import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OutputError } from './errors.ts';
import { writeOutput } from './write-output.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'write-output-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('makes missing directories, replaces the old file and leaves nothing else behind', async () => {
  const path = join(directory, 'a/b/result.json');
  await writeOutput(path, 'old');
  await writeOutput(path, 'new');
  expect(await readFile(path, 'utf8')).toBe('new');
  expect(await readdir(join(directory, 'a/b'))).toEqual(['result.json']);
});

test('a place below a regular file is an error that names the path and the reason', async () => {
  await writeFile(join(directory, 'file'), '');
  const path = join(directory, 'file/result.json');
  const failure = await writeOutput(path, '').catch((error) => error);
  expect(failure).toBeInstanceOf(OutputError);
  expect(failure.message).toMatch(/^.*file\/result\.json: cannot be written \(E(NOTDIR|EXIST).*\)$/);
});

test('a failed write leaves no partial file', async () => {
  const path = join(directory, 'taken');
  await mkdir(path);
  await expect(writeOutput(path, 'data')).rejects.toBeInstanceOf(OutputError);
  expect(await readdir(directory)).toEqual(['taken']);
});
