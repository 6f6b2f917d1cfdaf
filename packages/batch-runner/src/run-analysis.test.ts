import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { listEvents, listTracks, listVideos, loadProgress, openDatabase } from '@deepsentinel/db-schema';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { VideoError } from '@deepsentinel/inference-core';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Interruption } from './errors.ts';
import { analyzeClip } from './testing/analyze-clip.ts';

let directory: string;
const inDirectory = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'run-analysis-'));
  await seedDatabase(inDirectory('database'));
  await makeWalkingPerson(inDirectory('undisturbed.mp4'), 6);
});
afterAll(() => rm(directory, { recursive: true }));

/** Runs the analysis in a child process and kills it after a number of chunks. */
async function analyzeInChild(clip: string, killAfterChunks: number): Promise<string[]> {
  const script = fileURLToPath(new URL('./testing/analyze-clip.ts', import.meta.url));
  const args = [script, inDirectory('database'), inDirectory(clip), inDirectory(`${clip}-thumbnails`)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (lines.length === killAfterChunks) child.kill('SIGKILL');
  }
  return lines;
}

/** Reads everything that was saved for a clip, without ids that differ between runs. */
async function savedResults(clip: string) {
  await using database = await openDatabase(inDirectory('database'));
  const { db } = database;
  const videos = await listVideos(db, 10);
  const { id: videoId } = videos.find(({ key }) => key === inDirectory(clip))!;
  const anonymous = { videoId: null, key: null, thumbnailKey: null };
  const events = await listEvents(db, { videoId, limit: 1000 });
  const tracks = await listTracks(db, { videoId, limit: 1000 });
  const named = events.flatMap(({ thumbnailKey }) => thumbnailKey ?? []);
  const thumbnails = await Promise.all(named.map(async (key) => (await readFile(key)).toString('base64')));
  return {
    events: events.map((event) => ({ ...event, ...anonymous })),
    tracks: tracks.map((track) => ({ ...track, ...anonymous })),
    thumbnails,
    files: await readdir(inDirectory(`${clip}-thumbnails`)),
    progress: await loadProgress(db, videoId),
  };
}

test('a process killed in the middle, twice, leaves what an undisturbed one does', async () => {
  await copyFile(inDirectory('undisturbed.mp4'), inDirectory('killed.mp4'));
  const undisturbed = await analyzeInChild('undisturbed.mp4', Number.POSITIVE_INFINITY);
  const attempts = [
    await analyzeInChild('killed.mp4', 1),
    await analyzeInChild('killed.mp4', 1),
    await analyzeInChild('killed.mp4', Number.POSITIVE_INFINITY),
  ];
  const chunks = (lines: string[]) => lines.filter((line) => line === 'chunk').length;
  // The kill may come after another chunk, or between a commit and its line.
  for (const attempt of attempts) expect(chunks(attempt)).toBeGreaterThan(0);
  expect(attempts.flat().filter((line) => line === 'chunk').length).toBeLessThanOrEqual(chunks(undisturbed));
  expect(JSON.parse(attempts[2]!.at(-1)!).resumedFromMs).toBeGreaterThanOrEqual(4000);

  const expected = await savedResults('undisturbed.mp4');
  expect(expected.events.map(({ type }) => type)).toContain('walking');
  expect(expected.tracks).toHaveLength(1);
  expect(expected.thumbnails.length).toBeGreaterThan(0);
  expect(expected.progress).toEqual({ progress: 100, status: 'completed', isCompleted: true });
  expect(await savedResults('killed.mp4')).toEqual(expected);
});

test('an interrupted analysis stores no more and goes on where it was', async () => {
  await using database = await openDatabase(inDirectory('database'));
  const job = {
    db: database.db,
    clip: inDirectory('undisturbed.mp4'),
    thumbnails: inDirectory('interrupted'),
  };
  const controller = new AbortController();
  const onChunk = () => controller.abort(new Interruption('SIGTERM'));
  await expect(analyzeClip({ ...job, signal: controller.signal, onChunk })).rejects.toThrow(Interruption);
  expect(await analyzeClip(job)).toMatchObject({ resumedFromMs: 2000, truncated: false });
});

test('an event that lasts is saved at once, and replaced by the resumed analysis when it is over', async () => {
  await copyFile(inDirectory('undisturbed.mp4'), inDirectory('loitering.mp4'));
  await using database = await openDatabase(inDirectory('database'));
  const { db } = database;
  const clip = inDirectory('loitering.mp4');
  const job = { db, clip, thumbnails: inDirectory('loitering'), loiteringSeconds: 1 };
  const controller = new AbortController();
  let chunks = 0;
  const onChunk = () => {
    if (++chunks === 2) controller.abort(new Interruption('SIGTERM'));
  };
  await expect(analyzeClip({ ...job, signal: controller.signal, onChunk })).rejects.toThrow(Interruption);
  const loitering = async (videoId: string) => await listEvents(db, { videoId, type: 'anomaly', limit: 10 });
  const [video] = await listVideos(db, 1);
  const [begun, ...more] = await loitering(video!.id);
  expect(more).toEqual([]);
  expect(begun!.evidence).toMatchObject({ reason: 'loitering', ongoing: true });

  await analyzeClip(job);
  const [over, ...others] = await loitering(video!.id);
  expect(others).toEqual([]);
  expect(over!.endMs).toBeGreaterThan(begun!.endMs);
  expect(over!.evidence).not.toHaveProperty('ongoing');
  expect(over!.description).not.toBe(begun!.description);
  expect(over).toMatchObject({ eventId: begun!.eventId, thumbnailKey: begun!.thumbnailKey });
});

test('what an older release has left begins anew, and gives what an undisturbed analysis does', async () => {
  await copyFile(inDirectory('undisturbed.mp4'), inDirectory('updated.mp4'));
  {
    await using database = await openDatabase(inDirectory('database'));
    const { db } = database;
    const clip = inDirectory('updated.mp4');
    const job = { db, clip, thumbnails: inDirectory('updated.mp4-thumbnails') };
    const controller = new AbortController();
    const onChunk = () => controller.abort(new Interruption('SIGTERM'));
    await expect(analyzeClip({ ...job, signal: controller.signal, onChunk })).rejects.toThrow(Interruption);
    const interrupted = db.selectFrom('analysis_runs').selectAll().where('checkpoint', 'is not', null);
    const { id, checkpoint } = await interrupted.executeTakeFirstOrThrow();
    const older = JSON.stringify({ ...(checkpoint as object), version: 1, timelines: 'unknown' });
    await db.updateTable('analysis_runs').set({ checkpoint: older }).where('id', '=', id).execute();
    expect(await analyzeClip(job)).toMatchObject({ resumedFromMs: null });
  }
  expect(await savedResults('updated.mp4')).toEqual(await savedResults('undisturbed.mp4'));
});

test('a video that cannot be decoded is marked as failed with the reason, and what is repaired can be analyzed', async () => {
  await using database = await openDatabase(inDirectory('database'));
  const { db } = database;
  const clip = inDirectory('damaged.mp4');
  const bytes = await readFile(inDirectory('undisturbed.mp4'));
  bytes.fill(0, bytes.indexOf('mdat') + 4, bytes.indexOf('moov') - 4);
  await writeFile(clip, bytes);
  await expect(analyzeClip({ db, clip, thumbnails: inDirectory('damaged') })).rejects.toThrow(VideoError);
  const [video] = await listVideos(db, 1);
  expect(video).toMatchObject({ key: clip, status: 'failed', error_code: 'unreadable' });
  expect(video!.error_message).toContain('damaged.mp4');
});
