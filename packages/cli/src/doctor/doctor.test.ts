import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@deepsentinel/db-schema';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runSentinel } from '../testing/run-sentinel.ts';
import { enough, isTooOld } from './checks.ts';

const unreachable = 'postgres://me:secret@127.0.0.1:9/none';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentinel-doctor-test-'));
  await mkdir(join(directory, 'work'));
  await mkdir(join(directory, 'old'));
  for (const program of ['ffmpeg', 'ffprobe']) {
    const file = join(directory, 'old', program);
    await writeFile(file, `#!/bin/sh\necho ${program} version 4.4.2-0ubuntu0.22.04.1\n`);
    await chmod(file, 0o755);
  }
  await writeFile(join(directory, 'file'), '');
});
afterAll(() => rm(directory, { recursive: true }));

const doctor = (variables: NodeJS.ProcessEnv = {}, cwd = join(directory, 'work')) =>
  runSentinel(['doctor'], cwd, variables);
/** Subjects of the lines that say something is missing. */
const missing = (stdout: string) =>
  [...stdout.matchAll(/^MISSING +(.*?) {2,}/gm)].map(([, subject]) => subject);

test('doctor ends with 0 where nothing is missing, and leaves nothing behind', async () => {
  const DATABASE_URL = join(directory, 'database');
  await seedDatabase(DATABASE_URL);
  const { exitCode, stdout, stderr } = await doctor({ DATABASE_URL });
  expect({ exitCode, missing: missing(stdout), stderr }).toEqual({ exitCode: 0, missing: [], stderr: '' });
  expect(stdout).toMatch(/^ok +Node \d+ or newer +\d+\.\d+\.\d+$/m);
  expect(stdout).toContain(DATABASE_URL);
  expect(await readdir(join(directory, 'work'))).toEqual([]);
});

test('doctor ends with 72 for an ffmpeg that is too old', async () => {
  const { exitCode, stdout } = await doctor({ PATH: join(directory, 'old') });
  expect({ exitCode, missing: missing(stdout) }).toEqual({
    exitCode: 72,
    missing: ['ffmpeg and ffprobe 5.1 or newer'],
  });
  expect(stdout).toContain('found 4.4.2-0ubuntu0.22.04.1, 4.4.2-0ubuntu0.22.04.1; apt-get install ffmpeg');
});

test('doctor ends with 72 where ffmpeg is missing, whatever else is missing further down the table', async () => {
  const { exitCode, stdout } = await doctor({ PATH: '/nowhere', DATABASE_URL: unreachable });
  expect({ exitCode, missing: missing(stdout) }).toEqual({
    exitCode: 72,
    missing: ['ffmpeg and ffprobe 5.1 or newer', 'database'],
  });
  expect(stdout).toContain('ffmpeg does not start; apt-get install ffmpeg');
});

test('doctor ends with 78 where the embedded model pack cannot be built', async () => {
  const { exitCode, stdout } = await doctor({ SENTINEL_CACHE_DIR: join(directory, 'file', 'cache') });
  expect({ exitCode, missing: missing(stdout) }).toEqual({ exitCode: 78, missing: ['model pack, verified'] });
});

test('doctor ends with 69 for a database that does not answer, and does not print its password', async () => {
  const { exitCode, stdout } = await doctor({ DATABASE_URL: unreachable });
  expect({ exitCode, missing: missing(stdout) }).toEqual({ exitCode: 69, missing: ['database'] });
  expect(stdout).not.toContain('secret');
});

test('doctor ends with 69 for an embedded database that another process has open', async () => {
  const DATABASE_URL = join(directory, 'busy');
  await seedDatabase(DATABASE_URL);
  await using _ = await openDatabase(DATABASE_URL);
  const { exitCode, stdout } = await doctor({ DATABASE_URL });
  expect({ exitCode, missing: missing(stdout) }).toEqual({ exitCode: 69, missing: ['database'] });
});

test('doctor ends with 73 in a directory that cannot be written', async () => {
  // Not even root writes there.
  const { exitCode, stdout } = await doctor({}, '/proc');
  expect({ exitCode, missing: missing(stdout) }).toEqual({
    exitCode: 73,
    missing: ['1024 MiB in this directory'],
  });
});

test('doctor ends with 66 for a description of the local cloud that is damaged', async () => {
  const cwd = join(directory, 'damaged');
  await mkdir(join(cwd, 'sentinel-cloud'), { recursive: true });
  await writeFile(join(cwd, 'sentinel-cloud', 'deployment.json'), '{');
  expect((await doctor({}, cwd)).exitCode).toBe(66);
});

test('memory and disk are enough from the limit on; below it, the code of the lack says so', () => {
  expect(enough(2048 * 2 ** 20, 2048, 71)).toBe('2048 MiB');
  expect(() => enough(2048 * 2 ** 20 - 1, 2048, 71)).toThrow(
    expect.objectContaining({ exitCode: 71, message: '2047 MiB' }),
  );
});

test.each([
  ['4.4.2-0ubuntu0.22.04.1', true],
  ['5.0.3', true],
  ['5.1.9-0+deb12u1', false],
  ['n6.0', false],
  ['10.0', false],
  ['N-118000-g1234567', false],
  ['unknown', false],
])('ffmpeg %s: too old is %s', (version, expected) => {
  expect(isTooOld(version)).toBe(expected);
});
