import { describe, expect, test } from '@jest/globals';
import type { PersonDetection } from '../detection.ts';
import { person, standingBox } from '../testing/factories.ts';
import { endTracks, initialTrackerState, type TrackingStep, trackPersons, updateTrack } from './tracker.ts';

const at = (x: number, overrides: Partial<PersonDetection> = {}) =>
  person({ box: standingBox(x, 300), ...overrides });
const lowConfidence = { highConfidence: false, confidence: 0.3 };

/** Runs the tracker over [time, persons] pairs. */
function follow(frames: readonly (readonly [timeMs: number, persons: readonly PersonDetection[]])[]) {
  let state = initialTrackerState;
  const steps: TrackingStep[] = [];
  for (const [timeMs, persons] of frames) {
    const result = trackPersons(state, persons, timeMs);
    // Every state must survive a checkpoint.
    state = JSON.parse(JSON.stringify(result.state));
    steps.push(result.step);
  }
  const path = (trackId: number) =>
    steps.flatMap((step) => step.observations).filter((observation) => observation.trackId === trackId);
  return { state, steps, path };
}

describe('a track', () => {
  test('begins with the second observation and includes the first', () => {
    const { steps } = follow([
      [0, [at(100)]],
      [400, [at(110)]],
    ]);
    expect(steps[0]?.observations).toEqual([]);
    expect(steps[1]?.observations.map(({ trackId, timeMs }) => [trackId, timeMs])).toEqual([
      [1, 0],
      [1, 400],
    ]);
  });

  test('does not begin with a single observation', () => {
    const { state, steps } = follow([
      [0, [at(100)]],
      [400, []],
      [2000, []],
    ]);
    expect(state.tracks).toEqual([]);
    expect(steps.flatMap((step) => step.endedTrackIds)).toEqual([]);
  });

  test('survives a gap, and ends when the gap is too long', () => {
    const { steps, path } = follow([
      [0, [at(100)]],
      [400, [at(120)]],
      [1800, [at(190)]],
      [3900, []],
    ]);
    expect(path(1).map(({ timeMs }) => timeMs)).toEqual([0, 400, 1800]);
    expect(steps[3]?.endedTrackIds).toEqual([1]);
  });

  test('is not begun by detections of low confidence, but continued by them at its predicted box', () => {
    const { path } = follow([
      [0, [at(100)]],
      [400, [at(110)]],
      [800, [at(120, lowConfidence), at(500, lowConfidence)]],
      [1200, [at(500, lowConfidence)]],
    ]);
    expect(path(1).map(({ timeMs }) => timeMs)).toEqual([0, 400, 800]);
    expect(path(2)).toEqual([]);
  });

  test('is not kept alive by detections of low confidence alone', () => {
    const later = Array.from(
      { length: 8 },
      (_, index) => [800 + index * 400, [at(100, lowConfidence)]] as const,
    );
    const { steps } = follow([[0, [at(100)]], [400, [at(100)]], ...later]);
    expect(steps.flatMap((step) => step.endedTrackIds)).toEqual([1]);
  });
});

test('two people who pass each other keep their tracks', () => {
  const frames = Array.from({ length: 11 }, (_, index) => {
    const right = person({ box: standingBox(100 + index * 20, 300) });
    const left = person({ box: standingBox(300 - index * 20, 330) });
    return [index * 250, index % 2 ? [left, right] : [right, left]] as const;
  });
  const { path } = follow(frames);
  const lastFoot = (trackId: number) => path(trackId).at(-1)?.person.box;
  expect(lastFoot(1)).toEqual(standingBox(300, 300));
  expect(lastFoot(2)).toEqual(standingBox(100, 330));
});

test('unseen tracks are reported with their last box, and continued by a redetection', () => {
  const { state, steps } = follow([
    [0, [at(100)]],
    [400, [at(110)]],
    [800, []],
  ]);
  expect(steps[2]?.unseen).toMatchObject([{ trackId: 1, lastBox: standingBox(110, 300), lastSeenMs: 400 }]);
  const continued = updateTrack(state, { trackId: 1, timeMs: 800, person: at(112, { posture: 'lying' }) });
  expect(trackPersons(continued, [], 2700).step.endedTrackIds).toEqual([]);
});

describe('at a low frame rate', () => {
  const everyTwoSeconds = [
    [0, [at(100)]],
    [2000, [at(100), at(400)]],
    [4000, []],
  ] as const;

  test('one frame is enough for a person, also for those of the first frame', () => {
    const { path } = follow(everyTwoSeconds);
    expect(path(1).map(({ timeMs }) => timeMs)).toEqual([0, 2000]);
    expect(path(2).map(({ timeMs }) => timeMs)).toEqual([2000]);
    const passing = follow([
      [0, [at(100)]],
      [5000, [at(600)]],
      [10_000, [at(1100)]],
    ]);
    expect([1, 2, 3].map((id) => passing.path(id).map(({ timeMs }) => timeMs))).toEqual([
      [0],
      [5000],
      [10_000],
    ]);
  });

  test('a person who stays keeps the track when one frame misses them', () => {
    const { path } = follow([...everyTwoSeconds, [6000, [at(100)]], [8000, [at(100)]]]);
    expect(path(1).map(({ timeMs }) => timeMs)).toEqual([0, 2000, 6000, 8000]);
  });

  test('nobody is searched for as fallen after more than two seconds', () => {
    const { steps } = follow([...everyTwoSeconds, [6000, []]]);
    expect(steps[2]!.unseen.map(({ trackId }) => trackId)).toEqual([1, 2]);
    expect(steps[3]!.unseen).toEqual([]);
  });

  test('a pause alone makes no low rate', () => {
    const { path } = follow([
      [0, []],
      [200, []],
      [4200, [at(100)]],
      [4400, []],
    ]);
    expect(path(1)).toEqual([]);
  });
});

test('all tracks end where nothing tells what happened, and later ones get new ids', () => {
  const { state } = follow([
    [0, [at(100)]],
    [400, [at(110), at(500)]],
  ]);
  const ended = endTracks(state);
  expect(ended.endedTrackIds).toEqual([1]);
  expect(ended.state).toEqual({ ...initialTrackerState, nextTrackId: 2 });
});
