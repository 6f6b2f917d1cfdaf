import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { openModelPack } from '@deepsentinel/model-pack';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AnalysisState } from './analysis-state.ts';
import { analyzeVideo } from './analyze-video.ts';
import { type Analyzer, createAnalyzer } from './analyzer.ts';
import type { Chunk } from './chunk.ts';

const settings = { chunkSeconds: 3 };
let directory: string;
let video: string;
let analyzer: Analyzer;
let chunks: Chunk[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'analyze-video-'));
  video = join(directory, 'walking.mp4');
  await makeWalkingPerson(video, 8);
  analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
  chunks = await Array.fromAsync(analyzeVideo(video, analyzer, settings));
});

afterAll(async () => {
  await analyzer[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** All that is saved of an analysis; session times differ from run to run. */
const results = (all: readonly Chunk[]) =>
  all.map(({ stats, ...chunk }) => ({ ...chunk, framesAnalyzed: stats.framesAnalyzed }));

/** Child processes of this one, as the kernel knows them. */
async function childProcesses(): Promise<string[]> {
  const tasks = await readdir('/proc/self/task');
  const lists = await Promise.all(tasks.map((task) => readFile(`/proc/self/task/${task}/children`, 'utf8')));
  return lists.join(' ').split(' ').filter(Boolean);
}

describe('a person who crosses a room', () => {
  test('is one track from one side to the other', () => {
    const ids = new Set(chunks.flatMap(({ tracks }) => tracks.map(({ trackId }) => trackId)));
    expect([...ids]).toEqual([1]);
    const path = chunks.flatMap(({ tracks }) => tracks.flatMap((track) => track.path));
    expect(path.length).toBeGreaterThan(12);
    expect(path.map(({ timeMs }) => timeMs)).toEqual(
      path.map(({ timeMs }) => timeMs).toSorted((a, b) => a - b),
    );
    expect(path.at(-1)!.box.x1).toBeGreaterThan(path[0]!.box.x1 + 300);
  });

  test('enters, walks to the right and leaves', () => {
    const events = chunks.flatMap((chunk) => chunk.events);
    const types = events.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['entered', 'left']));
    expect(events.find(({ type }) => type === 'walking')).toMatchObject({
      trackIds: [1],
      evidence: { direction: 'right' },
      description: expect.stringMatching(/walks to the right for \d+ seconds\.$/),
    });
    for (const { eventId, type, startMs, embedding } of events) {
      expect(eventId).toBe(`${type}-1-${startMs}`);
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    }
  });

  test('has a thumbnail for every event, emitted with the event or before', () => {
    const emitted = new Set<string>();
    for (const chunk of chunks) {
      for (const { fileName, data } of chunk.thumbnails) {
        emitted.add(fileName);
        expect([...data.subarray(0, 2)]).toEqual([0xff, 0xd8]);
      }
      for (const { thumbnail } of chunk.events) expect(emitted).toContain(thumbnail);
    }
  });
});

test('chunks follow one another without gaps, and the last one ends the video', () => {
  expect(chunks.map(({ index }) => index)).toEqual([...chunks.keys()]);
  for (const [index, chunk] of chunks.slice(1).entries()) expect(chunk.fromMs).toBe(chunks[index]!.toMs);
  expect(chunks.map(({ end }) => end !== null)).toEqual(
    chunks.map((_, index) => index === chunks.length - 1),
  );
  expect(chunks.at(-1)).toMatchObject({ progress: 1, end: { truncated: false } });
});

test('an analysis gives the same results every time', async () => {
  const again = await Array.fromAsync(analyzeVideo(video, analyzer, settings));
  expect(results(again)).toEqual(results(chunks));
});

test('an analysis resumed after any chunk gives the same results as an uninterrupted one', async () => {
  for (const [index, { state }] of chunks.slice(0, -1).entries()) {
    const resumeFrom = JSON.parse(JSON.stringify(state)) as AnalysisState;
    const rest = await Array.fromAsync(analyzeVideo(video, analyzer, { ...settings, resumeFrom }));
    expect(results(rest)).toEqual(results(chunks.slice(index + 1)));
  }
});

test('a state with other settings is refused', async () => {
  const { state } = chunks[0]!;
  const resumed = analyzeVideo(video, analyzer, { ...settings, activeFps: 2, resumeFrom: state });
  await expect(resumed.next()).rejects.toThrow(
    /cannot resume the analysis: it was started with settings .* start it anew/,
  );
});

test('settings out of range are refused', async () => {
  await expect(analyzeVideo(video, analyzer, { activeFps: -1 }).next()).rejects.toThrow(/activeFps/);
});

describe('no process of an analysis survives', () => {
  test('when the caller stops', async () => {
    for await (const _chunk of analyzeVideo(video, analyzer, { chunkSeconds: 1 })) break;
    expect(await childProcesses()).toEqual([]);
  });

  test('when the caller aborts', async () => {
    const reason = new Error('enough');
    const abort = new AbortController();
    const analysis = analyzeVideo(video, analyzer, { chunkSeconds: 1, signal: abort.signal });
    await analysis.next();
    abort.abort(reason);
    await expect(Array.fromAsync(analysis)).rejects.toBe(reason);
    expect(await childProcesses()).toEqual([]);
  });
});

test('an empty video is analyzed at one frame a second and gives no results', async () => {
  const empty = join(directory, 'empty.mp4');
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'color=gray:size=320x240:rate=10:duration=5',
    empty,
  ]);
  const [chunk, ...others] = await Array.fromAsync(analyzeVideo(empty, analyzer));
  expect(chunk).toMatchObject({ tracks: [], events: [], thumbnails: [], end: { truncated: false } });
  expect(chunk?.stats.framesAnalyzed).toBe(5);
  expect(others).toEqual([]);
});
