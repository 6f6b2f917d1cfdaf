import { describe, expect, test } from '@jest/globals';
import { standingBox } from '../testing/factories.ts';
import type { Track } from '../track.ts';
import { type BorderPerson, joinTracks, linkRecordings, shiftTrack } from './link-recordings.ts';

const attributes = { gender: 'unknown', genderConfidence: 0, ageBand: null, faceSamples: 0 } as const;
const at = (trackId: number, x: number, timeMs: number, height = 100): BorderPerson => ({
  trackId,
  timeMs,
  box: standingBox(x, 300, { height }),
});

/** Makes the track of somebody who stands, a point each 200 ms. */
function standing(trackId: number, fromMs: number, toMs: number, facts: Partial<Track> = {}): Track {
  const path = Array.from({ length: (toMs - fromMs) / 200 + 1 }, (_, index) => ({
    timeMs: fromMs + index * 200,
    box: standingBox(200, 300),
    confidence: 0.7,
  }));
  return { trackId, startMs: fromMs, endMs: toMs, attributes, path, ...facts };
}

describe('at the border of two recordings', () => {
  const staying = [at(2, 200, 59_800)];

  test('somebody who is in the same place before and after it is one person', () => {
    expect([...linkRecordings(staying, [at(1, 205, 60_200)])]).toEqual([[1, 2]]);
  });

  test.each<[string, BorderPerson]>([
    ['stands elsewhere', at(1, 330, 60_200)],
    ['is much smaller', at(1, 200, 60_200, 60)],
  ])('somebody who %s is another one', (_case, other) => {
    expect(linkRecordings(staying, [other]).size).toBe(0);
  });

  test('somebody may have walked on in a gap of seconds', () => {
    expect(linkRecordings(staying, [at(1, 330, 61_800)]).size).toBe(1);
  });

  test('two people are told apart by where they are', () => {
    const links = linkRecordings(
      [at(1, 100, 60_000), at(2, 160, 60_000)],
      [at(1, 155, 60_000), at(2, 105, 60_000)],
    );
    expect(links).toEqual(
      new Map([
        [1, 2],
        [2, 1],
      ]),
    );
  });
});

describe('joined tracks', () => {
  test('have the number and begin of the earlier one, and its path where the recordings overlap', () => {
    const joined = joinTracks(standing(2, 40_000, 60_000), shiftTrack(standing(1, 0, 20_000), 58_600));
    expect([joined.trackId, joined.startMs, joined.endMs]).toEqual([2, 40_000, 78_600]);
    const times = joined.path.map(({ timeMs }) => timeMs);
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    expect(times.at(-1)).toBe(78_600);
  });

  test('have the attributes that were estimated more often', () => {
    const seen = { ...attributes, gender: 'female', faceSamples: 3 } as const;
    expect(joinTracks(standing(2, 0, 400), standing(1, 600, 800, { attributes: seen })).attributes).toBe(
      seen,
    );
  });

  test('have every second point of a path of many hours', () => {
    const long = standing(1, 0, 200 * 60_000);
    const { path } = joinTracks(long, standing(2, 200 * 60_001, 200 * 60_002));
    expect(path).toHaveLength(30_002);
    expect(path[1]!.timeMs).toBe(400);
  });
});
