import type { AnalyzedVideo } from '@deepsentinel/db-schema';
import { expect, test } from '@jest/globals';
import { planClip } from './clip-plan.ts';

/** A recording of a minute that begins so many milliseconds after the first. */
const recording = (videoId: string, offsetMs: number): AnalyzedVideo => ({
  ...{ videoId, runId: videoId, bucket: 'file', key: `/${videoId}.mp4`, versionId: '1', settings: {} },
  ...{ storeId: 'north', cameraId: 'aisle', width: 640, height: 480, durationMs: 60_000 },
  recordedAt: new Date(Date.UTC(2026, 4, 1) + offsetMs),
});
const one = [recording('a', 0)];
const two = [recording('a', 0), recording('b', 59_000)];

test.each([
  ['inside of one video', one, [5000, 20_000], 60_000, ['a 5000-20000']],
  [
    'over the border of two, without what they repeat',
    two,
    [50_000, 80_000],
    60_000,
    ['a 50000-60000', 'b 1000-21000'],
  ],
  ['at the end of a video, as far as it goes', one, [50_000, 80_000], 60_000, ['a 50000-60000']],
  ['of a long visit, begin and end', one, [0, 50_000], 20_000, ['a 0-10000', 'a 40000-50000']],
  ['of a long visit over two', two, [0, 110_000], 20_000, ['a 0-10000', 'b 41000-51000']],
] as const)('a clip %s', (_case, videos, [startMs, endMs], longestMs, expected) => {
  const pieces = planClip(videos, { startMs, endMs }, longestMs);
  expect(pieces.map(({ video, fromMs, toMs }) => `${video.videoId} ${fromMs}-${toMs}`)).toEqual(expected);
});
