import type { PathPoint } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { standingBox, zone } from '../testing/factories.ts';
import type { Track } from '../track.ts';
import { joinRecordings, type Recording } from './join-recordings.ts';
import { type VisitEvent, visitsOf } from './visit.ts';

const attributes = { gender: 'unknown', genderConfidence: 0, ageBand: null, faceSamples: 0 } as const;
const atMinute = (minute: number, extraMs = 0) => new Date(Date.UTC(2026, 4, 1, 14, minute) + extraMs);

/** Makes a track that walks evenly from one place to another, 5 points a second. */
function track(
  trackId: number,
  [fromX, toX]: [number, number],
  [fromMs, toMs]: [number, number],
  height = 100,
): Track {
  const steps = (toMs - fromMs) / 200;
  const path = Array.from(
    { length: steps + 1 },
    (_, index): PathPoint => ({
      timeMs: fromMs + index * 200,
      box: standingBox(fromX + ((toX - fromX) * index) / steps, 300, { height }),
      confidence: 0.7,
      posture: 'standing',
    }),
  );
  return { trackId, startMs: fromMs, endMs: toMs, attributes, path };
}

function event(type: VisitEvent['type'], trackId: number, startMs: number, endMs = startMs): VisitEvent {
  const evidence = type === 'picking' ? { zone: 'the shelf', reaches: 1 } : {};
  return { type, trackIds: [trackId], startMs, endMs, state: 'proposed', evidence, thumbnail: null };
}

function recording(
  recordedAt: Date,
  tracks: readonly Track[],
  events: readonly VisitEvent[] = [],
): Recording {
  return { recordedAt, durationMs: 60_000, tracks, events };
}

/** Somebody comes in at 40 s, takes something, is still there at the border, and leaves in the next file. */
const first = recording(
  atMinute(3),
  [track(1, [500, 520], [2000, 9000]), track(2, [50, 200], [40_000, 60_000])],
  [event('entered', 2, 40_000), event('picking', 2, 50_000, 52_000), event('left', 1, 9000)],
);
const second = recording(
  atMinute(4),
  [track(1, [200, 450], [0, 20_000]), track(2, [40, 80], [5000, 9000])],
  [event('left', 1, 20_000), event('entered', 2, 5000)],
);

describe('a visit across the border of two recordings', () => {
  const scene = {
    frame: { width: 640, height: 480 },
    zones: [zone('checkout', [0.5, 0, 1, 1])],
    lines: [],
    reachesWatched: true,
  };

  test.each([
    ['in order', [first, second]],
    ['in the other order', [second, first]],
  ])('has one entrance, one exit, one dwell and one payment, delivered %s', (_order, recordings) => {
    const [joined, ...others] = joinRecordings(recordings);
    expect(others).toEqual([]);
    const visits = visitsOf(joined!.tracks, joined!.events, { ...scene, ...joined! });
    expect(visits).toHaveLength(3);
    expect(visits[1]).toMatchObject({
      startedAt: atMinute(3, 40_000),
      endedAt: atMinute(4, 20_000),
      entrance: { how: 'entered' },
      departure: { how: 'left' },
      reaches: 1,
      paid: true,
    });
    expect(visits[1]!.events.map(({ type }) => type)).toEqual(['entered', 'picking', 'left']);
    expect(visits[2]).toMatchObject({ trackId: 3, startedAt: atMinute(4, 5000) });
  });

  test('leaves its recordings as they are', () => {
    const before = structuredClone([first, second]);
    joinRecordings([first, second]);
    expect([first, second]).toEqual(before);
  });

  test('goes on over three recordings', () => {
    const middle = recording(atMinute(4), [track(1, [200, 200], [0, 60_000])]);
    const last = recording(atMinute(5), [track(7, [200, 450], [0, 20_000])], [event('left', 7, 20_000)]);
    const [joined] = joinRecordings([last, first, middle]);
    expect(joined!.durationMs).toBe(180_000);
    expect(joined!.tracks.map(({ trackId, startMs, endMs }) => [trackId, startMs, endMs])).toEqual([
      [1, 2000, 9000],
      [2, 40_000, 140_000],
    ]);
  });

  test('has the path of the earlier recording where two overlap', () => {
    const overlapping = { ...second, recordedAt: atMinute(3, 58_600) };
    const [joined] = joinRecordings([first, overlapping]);
    const times = joined!.tracks[1]!.path.map(({ timeMs }) => timeMs);
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    expect(times.at(-1)).toBe(78_600);
  });
});

describe('two visits stay two', () => {
  const linked = (later: Recording) => joinRecordings([first, later])[0]!.tracks.length === 2;

  test('when the person has gone before the border', () => {
    const gone = { ...first, events: [...first.events, event('left', 2, 60_000)] };
    expect(joinRecordings([gone, second])[0]!.tracks).toHaveLength(4);
  });

  test('when the next one comes in after it', () => {
    expect(linked(recording(atMinute(4), [track(1, [200, 300], [0, 5000])], [event('entered', 1, 0)]))).toBe(
      false,
    );
  });

  test.each<[string, Track]>([
    ['stands elsewhere', track(1, [330, 330], [0, 5000])],
    ['is much smaller', track(1, [200, 200], [0, 5000], 60)],
    ['is seen seconds later', track(1, [200, 200], [3000, 8000])],
  ])('when somebody in the next one %s', (_case, other) => {
    expect(linked(recording(atMinute(4), [other]))).toBe(false);
  });

  test('when there is a gap between the recordings', () => {
    const joined = joinRecordings([first, { ...second, recordedAt: atMinute(4, 2001) }]);
    expect(joined.map(({ tracks }) => tracks.length)).toEqual([2, 2]);
  });
});

test('two people at a border are told apart by where they are', () => {
  const two = recording(atMinute(3), [track(1, [100, 100], [0, 60_000]), track(2, [160, 160], [0, 60_000])]);
  const next = recording(atMinute(4), [track(1, [155, 155], [0, 9000]), track(2, [105, 105], [0, 9000])]);
  const [joined] = joinRecordings([two, next]);
  expect(
    joined!.tracks.map(({ path }) => Math.round((path.at(-1)!.box.x1 + path.at(-1)!.box.x2) / 2)),
  ).toEqual([105, 155]);
});
