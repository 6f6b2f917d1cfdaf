import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeLocalVideo } from '@deepsentinel/batch-runner';
import {
  claimRun,
  commitChunk,
  registerVideo,
  saveStoreConfiguration,
  takeLease,
} from '@deepsentinel/db-schema';
import { type FreshDatabase, freshDatabase } from '@deepsentinel/db-schema/testing';
import { findClipOfVisit } from '@deepsentinel/results-api';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { choosePack, loadAnalyzer } from '../open-analyzer.ts';
import { type ClipJob, makeClip } from './make-clip.ts';

let directory: string;
let database: FreshDatabase;
let job: ClipJob;
const videoIds: string[] = [];
const inDirectory = (name: string) => join(directory, name);
const run = promisify(execFile);

/** Two recordings of 0.6 s that follow each other, in which somebody walks; the visit over both. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'make-clip-'));
  database = await freshDatabase();
  const cameras = [{ id: 'aisle', name: 'Aisle' }];
  await saveStoreConfiguration(database.db, { id: 'north', name: 'North', timeZone: 'UTC', cameras });
  await makeWalkingPerson(inDirectory('walk.mp4'), 5);
  for (const [index, second] of ['2.0', '2.6'].entries()) {
    const cut = ['-ss', second, '-i', inDirectory('walk.mp4'), '-t', '0.6', inDirectory(`${index}.mp4`)];
    await run('ffmpeg', ['-v', 'error', ...cut]);
    await analyzed(inDirectory(`${index}.mp4`), new Date(Date.UTC(2026, 4, 1) + index * 600));
  }
  const { db } = database;
  const clip = await findClipOfVisit(db, `${videoIds[0]}.1`);
  job = { db, clip: clip!, longestMs: 60_000, deployment: undefined, signal: new AbortController().signal };
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** Saves what an analysis of a recording would: one person, in the same place throughout. */
async function analyzed(path: string, recordedAt: Date): Promise<void> {
  const { db } = database;
  const { registration } = await describeLocalVideo(path, {
    recordedAt,
    signal: new AbortController().signal,
  });
  const place = { storeId: 'north', cameraId: 'aisle', durationMs: 600 };
  const videoId = await registerVideo(db, { ...registration, ...place });
  videoIds.push(videoId);
  const request = { videoId, tier: 'local' as const, modelPack: 'test@1', settings: {}, anew: false };
  const lease = await takeLease(db, (await claimRun(db, request)).runId, 'test');
  const box = { x1: 200, y1: 100, x2: 300, y2: 400 };
  await commitChunk(db, lease, {
    ...{ index: 0, events: [], checkpoint: null, progress: 100, completion: { truncated: false } },
    frames: { width: 640, height: 480, lastMs: 500 },
    observations: null,
    tracks: [
      {
        ...{ trackId: 1, startMs: 0, endMs: 500 },
        attributes: { gender: 'unknown', genderConfidence: 0, ageBand: null, faceSamples: 0 },
        path: [0, 500].map((timeMs) => ({ timeMs, box, confidence: 0.9 })),
      },
    ],
  });
}

/** Decodes all frames of a video, gray. */
async function pictures(path: string): Promise<Buffer> {
  const raw = [
    '-v',
    'error',
    '-i',
    path,
    '-fps_mode',
    'passthrough',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'gray',
    '-',
  ];
  return (await run('ffmpeg', raw, { encoding: 'buffer', maxBuffer: 2 ** 26 })).stdout;
}

/** Share of pixels that differ clearly, 0..1. */
function changedShare(a: Buffer, b: Buffer): number {
  return a.filter((level, index) => Math.abs(level - b[index]!) > 40).length / a.length;
}

test('a clip shows a visit over both of its videos, clear only when asked for', async () => {
  const { pack } = await choosePack({});
  await using analyzer = await loadAnalyzer(pack, ['pose', 'attributes']);
  await makeClip(inDirectory('blurred.mp4'), job, analyzer);
  await makeClip(inDirectory('clear.mp4'), job, null);
  const [blurred, clear] = [
    await pictures(inDirectory('blurred.mp4')),
    await pictures(inDirectory('clear.mp4')),
  ];
  const frameBytes = 640 * 480;
  expect([blurred.length / frameBytes, clear.length / frameBytes]).toEqual([12, 12]);
  for (const frame of [0, 5, 6, 11]) {
    const at = [frame * frameBytes, (frame + 1) * frameBytes] as const;
    expect(changedShare(blurred.subarray(...at), clear.subarray(...at))).toBeGreaterThan(0.001);
  }
  const second = await pictures(inDirectory('1.mp4'));
  expect(changedShare(clear.subarray(6 * frameBytes), second)).toBeLessThan(0.0001);
});

test('footage that has changed or is gone is told', async () => {
  await appendFile(inDirectory('1.mp4'), 'more');
  await expect(makeClip(inDirectory('none.mp4'), job, null)).rejects.toThrow(
    /has changed since it was analyzed/,
  );
  await rename(inDirectory('0.mp4'), inDirectory('moved.mp4'));
  await expect(makeClip(inDirectory('none.mp4'), job, null)).rejects.toThrow(/the footage of .* is gone/);
});
