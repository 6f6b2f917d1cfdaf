import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand, runSentinel } from './testing/run-sentinel.ts';

const ffmpeg = (...args: string[]) => promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...args]);
const gray = (size: string) => ['-f', 'lavfi', '-i', `color=gray:size=${size}:rate=5:duration=2`];

let directory: string;
const inDirectory = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentinel-bad-input-'));
  await Promise.all([
    ffmpeg(...gray('320x240'), inDirectory('empty-room.mp4')),
    ffmpeg(...gray('2x2'), '-vf', 'format=rgb24,crop=1:1', '-c:v', 'png', inDirectory('pixel.mkv')),
    ffmpeg('-f', 'lavfi', '-i', 'sine=duration=1', inDirectory('audio-only.mp4')),
    writeFile(inDirectory('empty.mp4'), ''),
    writeFile(inDirectory('text.mp4'), 'This is a text and no video.\n'.repeat(20)),
    writeFile(inDirectory('regular-file'), ''),
    seedDatabase(inDirectory('database')),
    cp(await ensureEmbeddedPack(), inDirectory('models-corrupt'), { recursive: true }),
    cp(await ensureEmbeddedPack(), inDirectory('models-incomplete'), { recursive: true }),
  ]);
  await cp(inDirectory('empty-room.mp4'), inDirectory('no-index.mp4'));
  await truncate(inDirectory('no-index.mp4'), 1000);
  await truncate(inDirectory('models-corrupt/person-detector.onnx'), 1000);
  await rm(inDirectory('models-incomplete/body-keypoints.onnx'));
});
afterAll(() => rm(directory, { recursive: true }));

test.each([
  { problem: 'a missing file', args: ['missing.mp4'], exitCode: 66, reason: 'missing.mp4: no such file' },
  { problem: 'an empty file', args: ['empty.mp4'], exitCode: 65, reason: 'empty.mp4: the file is empty' },
  { problem: 'a text named .mp4', args: ['text.mp4'], exitCode: 65, reason: 'text.mp4: not a' },
  { problem: 'an MP4 without its index', args: ['no-index.mp4'], exitCode: 65, reason: 'no-index.mp4: ' },
  {
    problem: 'sound only',
    args: ['audio-only.mp4'],
    exitCode: 65,
    reason: 'audio-only.mp4: holds no video stream',
  },
  {
    problem: 'a single pixel',
    args: ['pixel.mkv'],
    exitCode: 65,
    reason: 'pixel.mkv: pictures of 1x1 pixels are too small',
  },
  { problem: 'a directory as video', args: ['.'], exitCode: 65, reason: '.: is a directory' },
  {
    problem: 'a regular file as database directory',
    args: ['empty-room.mp4', '--db', 'regular-file'],
    exitCode: 69,
    reason: 'regular-file',
  },
  {
    problem: 'a database directory below a regular file',
    args: ['empty-room.mp4', '--db', 'regular-file/database'],
    exitCode: 69,
    reason: 'regular-file/database',
  },
  {
    problem: 'a database server that is not there',
    args: ['empty-room.mp4', '--db', 'postgres://user:secret@127.0.0.1:9/none'],
    exitCode: 69,
    reason: '127.0.0.1:9',
  },
  {
    problem: 'no directory of models',
    args: ['empty-room.mp4', '--models', 'no-models'],
    exitCode: 78,
    reason: 'no-models/manifest.json: ',
  },
  {
    problem: 'a corrupt model',
    args: ['empty-room.mp4', '--models', 'models-corrupt'],
    exitCode: 78,
    reason: 'models-corrupt/person-detector.onnx: file of the detector is corrupt',
  },
  {
    problem: 'a missing model',
    args: ['empty-room.mp4', '--models', 'models-incomplete'],
    exitCode: 78,
    reason: 'models-incomplete/body-keypoints.onnx: file of the pose cannot be read',
  },
  {
    problem: 'an output directory below a regular file',
    args: ['empty-room.mp4', '--out', 'regular-file/thumbnails', '--db', 'database'],
    exitCode: 73,
    reason: 'regular-file/thumbnails',
  },
  {
    problem: 'an unknown option',
    args: ['empty-room.mp4', '--speed', '9'],
    exitCode: 64,
    reason: "unknown option '--speed'",
  },
  {
    problem: 'an impossible rate',
    args: ['empty-room.mp4', '--fps', '0'],
    exitCode: 64,
    reason: 'It must be a number above 0',
  },
])('$problem: exit code $exitCode and one line that says why', async ({ args, exitCode, reason }) => {
  const before = await readdir(directory);
  const result = await runCommand(['analyze', ...args], directory);
  const lines = result.stderr.trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(/^sentinel: /);
  expect(lines.at(-1)).toContain(reason);
  expect(result.stderr).not.toMatch(/^\s+at |secret/m);
  expect(result.exitCode).toBe(exitCode);
  expect(result.stdout).toBe('');
  expect(await readdir(directory)).toEqual(before);
});

test('the process ends with the exit code and writes the line to standard error', async () => {
  const result = await runSentinel(['analyze', 'missing.mp4'], directory);
  expect(result).toMatchObject({ exitCode: 66, stdout: '' });
  expect(result.stderr).toMatch(/^sentinel: .*missing\.mp4: no such file\n$/);
});
