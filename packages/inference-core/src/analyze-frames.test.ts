import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openModelPack } from '@deepsentinel/model-pack';
import type { AnalysisStage } from '@deepsentinel/queue-contracts';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { makeColoredPeople } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AnalysisState } from './analysis-state.ts';
import type { AnalyzeOptions } from './analyze-options.ts';
import { analyzeVideo } from './analyze-video.ts';
import type { AnalyzedFrame } from './analyzed-frame.ts';
import { type Analyzer, createAnalyzer } from './analyzer.ts';
import type { Chunk } from './chunk.ts';
import { decodeVideo } from './decode/decode-video.ts';
import type { VideoSource } from './decode/open-video.ts';
import { probeVideo } from './decode/probe-video.ts';
import type { Frame } from './frame.ts';
import { joinFiles } from './testing/clip.ts';

const stages: readonly AnalysisStage[] = ['pose', 'rules'];
const settings = { activeFps: 4, chunkSeconds: 1.5, stages };
const durationMs = 5000;
let directory: string;
let video: string;
let analyzer: Analyzer;
let frames: Frame[];
let fromFile: Chunk[];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'analyze-frames-'));
  video = join(directory, 'people.mp4');
  await makeColoredPeople(video, durationMs / 1000, [
    { fromX: 20, toX: 240, background: '0x704040' },
    { fromX: 450, toX: 450, background: 'green' },
  ]);
  await buildSyntheticPack(join(directory, 'pack'));
  analyzer = await createAnalyzer(await openModelPack(join(directory, 'pack')), {
    device: 'cpu',
    threads: 2,
    stages,
  });
  const info = await probeVideo(video);
  frames = await Array.fromAsync(decodeVideo(video, { info, sampleFps: 60 }).frames);
  fromFile = await analyze(video);
});
afterAll(async () => {
  await analyzer[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const analyze = (source: VideoSource, options: AnalyzeOptions = {}) =>
  Array.fromAsync(analyzeVideo(source, analyzer, { ...settings, ...options }));

async function* given(some: readonly Frame[]): AsyncGenerator<Frame> {
  yield* some;
}

/** All that is stored of an analysis. Session times differ from run to run. */
const results = (all: readonly Chunk[]) =>
  all.map(({ stats, ...chunk }) => ({ ...chunk, framesAnalyzed: stats.framesAnalyzed }));

describe('frames from memory', () => {
  test('give the same results as a file with the same frames', async () => {
    expect(frames).toHaveLength(50);
    expect(results(await analyze(given(frames), { durationMs }))).toEqual(results(fromFile));
  });

  test('are resumed with the same results, whether or not earlier frames are repeated', async () => {
    for (const [index, { state, toMs }] of fromFile.slice(0, -1).entries()) {
      const resumeFrom = JSON.parse(JSON.stringify(state)) as AnalysisState;
      const later = frames.filter(({ timeMs }) => timeMs > toMs);
      for (const source of [frames, later]) {
        const rest = await analyze(given(source), { durationMs, resumeFrom });
        expect(results(rest)).toEqual(results(fromFile.slice(index + 1)));
      }
    }
  });

  test('report no progress while their duration is unknown', async () => {
    const shares: (number | null)[] = [];
    const chunks = await analyze(given(frames), { onProgress: (share) => void shares.push(share) });
    expect(new Set(shares)).toEqual(new Set([null]));
    expect(chunks.map(({ progress }) => progress)).toEqual([...chunks.slice(1).map(() => null), 1]);
    expect(chunks.at(-1)!.end).toEqual({ truncated: false, warnings: [] });
  });

  test('may be none at all, which gives one empty chunk', async () => {
    const chunks = await analyze(given([]));
    expect(chunks).toEqual([expect.objectContaining({ fromMs: 0, toMs: 0, frames: [], progress: 1 })]);
  });

  test('end the analysis with an error when their times do not ascend', async () => {
    await expect(analyze(given(frames.toReversed()))).rejects.toThrow(
      /^frame at 4800 ms: expected a later one than the frame before, at 4900 ms$/,
    );
  });
});

test('a recorder that takes a picture every two seconds shows everybody in each of them', async () => {
  const chunks = await analyze(given(frames.filter(({ timeMs }) => timeMs % 2000 === 0)));
  const points = chunks.flatMap(({ tracks }) => tracks.flatMap(({ path }) => path));
  const times = points.map(({ timeMs }) => timeMs).toSorted((a, b) => a - b);
  expect(times).toEqual([0, 0, 2000, 2000, 4000, 4000]);
});

describe('a recording whose clock starts again in the middle', () => {
  let joined: string;
  let chunks: Chunk[];
  beforeAll(async () => {
    const parts = ['first.ts', 'second.ts'].map((name) => join(directory, name));
    await makeColoredPeople(parts[0]!, 2, [{ fromX: 450, toX: 450, background: 'green' }]);
    await makeColoredPeople(parts[1]!, 2, [
      { fromX: 450, toX: 450, background: 'green' },
      { fromX: 20, toX: 200, background: '0x704040' },
    ]);
    joined = await joinFiles(join(directory, 'joined.ts'), parts);
    chunks = await analyze(joined);
  });

  test('shows the people of both parts, each in a track that ends at the seam or begins behind it', () => {
    const paths = new Map<number, number[]>();
    for (const { trackId, path } of chunks.flatMap(({ tracks }) => tracks)) {
      paths.set(trackId, [...(paths.get(trackId) ?? []), ...path.map(({ timeMs }) => timeMs)]);
    }
    const spans = [...paths.values()].map((times) => [times[0]!, times.at(-1)!] as const);
    expect(spans.filter(([, last]) => last < 2000)).toHaveLength(1);
    expect(spans.filter(([first]) => first >= 2000)).toHaveLength(2);
    expect(spans).toHaveLength(3);
  });

  test('makes no entrance and no exit of the seam, but a warning', () => {
    const events = chunks.flatMap((chunk) => chunk.events.map(({ type }) => type));
    expect(events).not.toContain('entered');
    expect(events).not.toContain('left');
    const { end, toMs } = chunks.at(-1)!;
    expect(end!.warnings[0]).toMatch(/^the clock of the recording jumps once \(back by 2\.0 s at 2\.0 s\)/);
    expect(toMs).toBeGreaterThan(3500);
  });

  test('gives the same results when the analysis is resumed after any chunk', async () => {
    expect(chunks.length).toBeGreaterThan(2);
    for (const [index, { state }] of chunks.slice(0, -1).entries()) {
      const resumeFrom = JSON.parse(JSON.stringify(state)) as AnalysisState;
      const rest = await analyze(joined, { resumeFrom });
      expect(results(rest)).toEqual(results(chunks.slice(index + 1)));
    }
  });
});

describe('a URL', () => {
  test('with the scheme file: gives the same results as the path', async () => {
    expect(results(await analyze(pathToFileURL(video)))).toEqual(results(fromFile));
  });

  test('with another scheme is refused', async () => {
    await expect(analyze(new URL('s3://videos/one.mp4'))).rejects.toThrow(
      's3://...: expected a URL of file:, http: or https:',
    );
  });
});

describe('onFrame', () => {
  const analyzedFrames: AnalyzedFrame[] = [];
  beforeAll(async () => {
    await analyze(video, {
      onFrame: async (analyzed) => {
        await new Promise(setImmediate);
        analyzedFrames.push(analyzed);
      },
    });
  });

  test('receives every analyzed frame with its pixels, persons and faces', () => {
    const analyzed = fromFile.flatMap((chunk) => chunk.frames);
    expect(analyzedFrames.map(({ frame, persons }) => ({ timeMs: frame.timeMs, persons }))).toEqual(analyzed);
    for (const { frame, faces } of analyzedFrames) {
      const original = frames.find(({ timeMs }) => timeMs === frame.timeMs)!;
      expect(Buffer.from(frame.data).equals(original.data)).toBe(true);
      expect(faces).toEqual([]);
    }
  });

  test('receives the tracks of a frame from the second frame on that shows the person', () => {
    const points = fromFile.flatMap(({ tracks }) =>
      tracks.flatMap(({ trackId, path }) => path.map(({ timeMs, box }) => ({ trackId, timeMs, box }))),
    );
    const tracked = analyzedFrames.flatMap(({ tracks }) =>
      tracks.map(({ trackId, timeMs, person: { box } }) => ({ trackId, timeMs, box })),
    );
    const byTime = (all: typeof points) =>
      all.toSorted((a, b) => a.timeMs - b.timeMs || a.trackId - b.trackId);
    expect(byTime(tracked)).toEqual(byTime(points.filter(({ timeMs }) => timeMs > 0)));
    expect(tracked.length).toBeGreaterThan(10);
  });

  test('ends the analysis with the error that it throws', async () => {
    const full = new Error('no space is left');
    const onFrame = async () => Promise.reject(full);
    await expect(analyze(video, { onFrame })).rejects.toBe(full);
  });
});
