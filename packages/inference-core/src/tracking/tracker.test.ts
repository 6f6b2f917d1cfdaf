import { describe, expect, test } from '@jest/globals';
import { clipBox } from '../box.ts';
import type { PersonDetection } from '../detection.ts';
import type { Polygon } from '../store/polygon.ts';
import { person, standingBox } from '../testing/factories.ts';
import type { Scene } from './scene.ts';
import {
  endTracks,
  initialTrackerState,
  type TrackerState,
  type TrackingStep,
  trackPersons,
  updateTrack,
} from './tracker.ts';

const at = (x: number, overrides: Partial<PersonDetection> = {}) =>
  person({ box: standingBox(x, 300), ...overrides });
const lowConfidence = { highConfidence: false, confidence: 0.3 };

const size = { width: 640, height: 480 };

/** A frame on which each person of a color is painted in it, from the head to the feet. */
function sceneOf(timeMs: number, dressed: readonly Dressed[], exits: readonly Polygon[] = []): Scene {
  const data = new Uint8Array(size.width * size.height * 3).fill(128);
  for (const { person: wearer, color } of dressed) {
    const { x1, y1, x2, y2 } = clipBox(wearer.box, size);
    for (let y = y1; y < y2; y++) {
      for (let x = x1; x < x2; x++) data.set(color, (y * size.width + x) * 3);
    }
  }
  return { frame: { data, ...size, timeMs }, exits };
}

type Color = readonly [red: number, green: number, blue: number];
interface Dressed {
  readonly person: PersonDetection;
  readonly color: Color;
}
const red: Color = [200, 30, 30];
const blue: Color = [30, 40, 190];
const green: Color = [40, 160, 50];

/** A person with the feet at (x, y) in a color. */
const dressed = (color: Color, x: number, y = 300, body?: { width: number; height: number }): Dressed => ({
  person: person({ box: standingBox(x, y, body) }),
  color,
});

/** State of a tracker that has seen nobody for a while. */
const running = [-5400, -5000].reduce(
  (state, timeMs) => trackPersons(state, [], sceneOf(timeMs, [])).state,
  initialTrackerState,
);

/** Runs the tracker over [time, persons] pairs, long after the video began; persons of no color are gray like the frame. */
function follow(
  frames: readonly (readonly [timeMs: number, persons: readonly (PersonDetection | Dressed)[]])[],
  { exits = [], from = running }: { exits?: readonly Polygon[]; from?: TrackerState } = {},
) {
  let state = from;
  const steps: TrackingStep[] = [];
  for (const [timeMs, seen] of frames) {
    const colored = seen.filter((one) => 'color' in one);
    const persons = seen.map((one) => ('color' in one ? one.person : one));
    const result = trackPersons(state, persons, sceneOf(timeMs, colored, exits));
    // Every state must survive a checkpoint.
    state = JSON.parse(JSON.stringify(result.state));
    steps.push(result.step);
  }
  const path = (trackId: number) =>
    steps.flatMap((step) => step.observations).filter((observation) => observation.trackId === trackId);
  return { state, steps, path, endedTrackIds: steps.flatMap((step) => step.endedTrackIds) };
}

describe('a track', () => {
  test('begins with the second observation of somebody who comes in by a border, and includes the first', () => {
    const { steps } = follow([
      [0, [at(20)]],
      [400, [at(50)]],
    ]);
    expect(steps[0]?.observations).toEqual([]);
    expect(steps[1]?.observations.map(({ trackId, timeMs }) => [trackId, timeMs])).toEqual([
      [1, 0],
      [1, 400],
    ]);
  });

  test('begins with the third observation of somebody who appears inside the picture', () => {
    const { steps } = follow([
      [0, [at(300)]],
      [400, [at(300)]],
      [800, [at(300)]],
    ]);
    expect(steps.map(({ observations }) => observations.map(({ timeMs }) => timeMs))).toEqual([
      [],
      [],
      [0, 400, 800],
    ]);
  });

  test('begins with the second observation of somebody who is there when the video begins', () => {
    const first = trackPersons(initialTrackerState, [at(300)], sceneOf(0, []));
    const second = trackPersons(first.state, [at(300)], sceneOf(400, []));
    expect(second.step.observations.map(({ timeMs }) => timeMs)).toEqual([0, 400]);
  });

  test('does not begin with a single observation', () => {
    const { state, steps } = follow([
      [0, [at(20)]],
      [400, []],
      [2000, []],
    ]);
    expect(state.tracks).toEqual([]);
    expect(steps.flatMap((step) => step.endedTrackIds)).toEqual([]);
  });

  test('survives a gap, and ends when the gap is too long', () => {
    const { steps, path } = follow([
      [0, [at(20)]],
      [400, [at(50)]],
      [1800, [at(25)]],
      [3900, []],
    ]);
    expect(path(1).map(({ timeMs }) => timeMs)).toEqual([0, 400, 1800]);
    expect(steps[3]?.endedTrackIds).toEqual([1]);
  });

  test('is not begun by detections of low confidence, but continued by them at its predicted box', () => {
    const { path } = follow([
      [0, [at(20)]],
      [400, [at(30)]],
      [800, [at(40, lowConfidence), at(500, lowConfidence)]],
      [1200, [at(500, lowConfidence)]],
    ]);
    expect(path(1).map(({ timeMs }) => timeMs)).toEqual([0, 400, 800]);
    expect(path(2)).toEqual([]);
  });

  test('is not kept alive by detections of low confidence alone', () => {
    const later = Array.from(
      { length: 8 },
      (_, index) => [800 + index * 400, [at(25, lowConfidence)]] as const,
    );
    const { endedTrackIds } = follow([[0, [at(25)]], [400, [at(25)]], ...later]);
    expect(endedTrackIds).toEqual([1]);
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
    [0, [at(20)]],
    [400, [at(30)]],
    [800, []],
  ]);
  expect(steps[2]?.unseen).toMatchObject([{ trackId: 1, lastBox: standingBox(30, 300), lastSeenMs: 400 }]);
  const continued = updateTrack(state, { trackId: 1, timeMs: 800, person: at(32, { posture: 'lying' }) });
  expect(trackPersons(continued, [], sceneOf(2700, [])).state.tracks).toMatchObject([{ trackId: 1 }]);
});

describe('identity', () => {
  test('stays with a motionless person when a neighbor is hidden and somebody walks up', () => {
    const neighbors = [dressed(red, 300), dressed(blue, 350)];
    const { path } = follow([
      [0, neighbors],
      [400, neighbors],
      [800, neighbors],
      [1200, [dressed(red, 300), dressed(green, 250)]],
      [1600, [dressed(red, 300), dressed(green, 250)]],
      [2000, [dressed(red, 300), dressed(green, 250)]],
    ]);
    expect(path(1).map(({ person: { box } }) => box)).toEqual(Array(6).fill(standingBox(300, 300)));
    expect(path(2)).toHaveLength(3);
    expect(path(3)).toHaveLength(3);
  });

  test('does not pass from an adult to a toddler in the same place', () => {
    const adult = dressed(blue, 300, 300, { width: 40, height: 100 });
    const toddler = dressed(red, 300, 300, { width: 22, height: 48 });
    const { path } = follow([
      [0, [adult]],
      [400, [adult]],
      [800, [adult]],
      [1200, [toddler]],
      [1600, [toddler]],
      [2000, [toddler]],
    ]);
    expect(path(1)).toHaveLength(3);
    expect(path(2).map(({ timeMs }) => timeMs)).toEqual([1200, 1600, 2000]);
  });

  test('follows the clothes where two people meet and turn back', () => {
    const frames = Array.from({ length: 9 }, (_, index) => {
      const apart = 20 + 30 * Math.abs(index - 4);
      return [index * 400, [dressed(red, 300 - apart), dressed(blue, 300 + apart)]] as const;
    });
    const { path } = follow(frames);
    expect(path(1).at(-1)?.person.box).toEqual(standingBox(160, 300));
    expect(path(2).at(-1)?.person.box).toEqual(standingBox(440, 300));
  });

  test('survives a fall that halves the height of the box between two frames', () => {
    const lying = { ...dressed(red, 320, 300, { width: 100, height: 40 }) };
    const { path } = follow([
      [0, [dressed(red, 300)]],
      [400, [dressed(red, 300)]],
      [800, [dressed(red, 300)]],
      [1200, [lying]],
    ]);
    expect(path(1)).toHaveLength(4);
  });

  test('is taken by a confirmed track before one that a single frame has shown', () => {
    const { path } = follow([
      [0, [at(300)]],
      [400, [at(300)]],
      [800, [at(300)]],
      [1200, [at(300), at(340)]],
      [1600, [at(325)]],
    ]);
    expect(path(1)).toHaveLength(5);
  });
});

describe('a person lost inside the picture', () => {
  const before = [
    [0, [dressed(red, 300)]],
    [400, [dressed(red, 300)]],
    [800, [dressed(red, 300)]],
  ] as const;

  test('keeps the track when coming back within reach in the same clothes', () => {
    const { path, endedTrackIds } = follow([
      ...before,
      [5000, []],
      [9000, [dressed(red, 420)]],
      [9400, [dressed(red, 420)]],
      [9800, [dressed(red, 420)]],
    ]);
    expect(path(1).map(({ timeMs }) => timeMs)).toEqual([0, 400, 800, 9000, 9400, 9800]);
    expect(endedTrackIds).toEqual([]);
  });

  test.each<[string, number, Dressed]>([
    ['in other clothes', 9000, dressed(blue, 420)],
    ['farther off than a brisk walk', 3000, dressed(red, 600, 440)],
    ['in another size', 9000, dressed(red, 420, 300, { width: 22, height: 48 })],
    ['at a border', 9000, dressed(red, 25)],
    ['after the limit', 22_000, dressed(red, 420)],
  ])('is somebody else who appears %s', (_case, timeMs, newcomer) => {
    const again = [0, 400, 800].map((afterMs) => [timeMs + afterMs, [newcomer]] as const);
    const { path } = follow([...before, [3000, []], ...again]);
    expect(path(1)).toHaveLength(3);
    expect(path(2)).toHaveLength(3);
  });

  test('ends when the limit is over, and no sooner', () => {
    const { steps } = follow([...before, [3000, []], [20_700, []], [20_900, []]]);
    expect(steps.map(({ endedTrackIds }) => endedTrackIds)).toEqual([[], [], [], [], [], [1]]);
  });

  test('ends at once at a border, on the way to it, and at a door', () => {
    const atDoor: Polygon = [
      [280, 290],
      [320, 290],
      [320, 310],
      [280, 310],
    ];
    const onTheWay = [
      [0, [dressed(red, 165)]],
      [400, [dressed(red, 130)]],
      [800, [dressed(red, 95)]],
    ] as const;
    const later = [[3000, []]] as const;
    expect(follow([[0, [dressed(red, 25)]], [400, [dressed(red, 25)]], ...later]).endedTrackIds).toEqual([1]);
    expect(follow([...onTheWay, ...later]).endedTrackIds).toEqual([1]);
    expect(follow([...before, ...later], { exits: [atDoor] }).endedTrackIds).toEqual([1]);
  });

  test('is not searched for while the track sleeps', () => {
    expect(follow([...before, [3000, []]]).steps[3]?.unseen).toEqual([]);
  });

  test('is one of a bounded number', () => {
    const crowd = Array.from({ length: 40 }, (_, index) =>
      dressed(red, 60 + 70 * (index % 8), 100 + 80 * Math.floor(index / 8), { width: 24, height: 60 }),
    );
    const { state, endedTrackIds } = follow([
      [0, crowd],
      [400, crowd],
      [800, crowd],
      [3000, []],
    ]);
    expect(state.dormant).toHaveLength(32);
    expect(endedTrackIds).toHaveLength(8);
  });
});

/** Runs a tracker that has seen nothing yet. */
const followAnew = (frames: Parameters<typeof follow>[0]) => follow(frames, { from: initialTrackerState });

describe('at a low frame rate', () => {
  const everyTwoSeconds = [
    [0, [at(100)]],
    [2000, [at(100), at(400)]],
    [4000, []],
  ] as const;

  test('one frame is enough for a person, also for those of the first frame', () => {
    const { path } = followAnew(everyTwoSeconds);
    expect(path(1).map(({ timeMs }) => timeMs)).toEqual([0, 2000]);
    expect(path(2).map(({ timeMs }) => timeMs)).toEqual([2000]);
    const passing = followAnew([
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
    const { path } = followAnew([...everyTwoSeconds, [6000, [at(100)]], [8000, [at(100)]]]);
    expect(path(1).map(({ timeMs }) => timeMs)).toEqual([0, 2000, 6000, 8000]);
  });

  test('nobody is searched for as fallen after more than two seconds', () => {
    const { steps } = followAnew([...everyTwoSeconds, [6000, []]]);
    expect(steps[2]!.unseen.map(({ trackId }) => trackId)).toEqual([1, 2]);
    expect(steps[3]!.unseen).toEqual([]);
  });

  test('a pause alone makes no low rate', () => {
    const { path } = followAnew([
      [0, []],
      [200, []],
      [4200, [at(100)]],
      [4400, []],
    ]);
    expect(path(1)).toEqual([]);
  });
});

test('all tracks end where nothing tells what happened, and later ones get new ids', () => {
  const { state } = followAnew([
    [0, [at(100)]],
    [400, [at(110), at(500)]],
  ]);
  const ended = endTracks(state);
  expect(ended.endedTrackIds).toEqual([1]);
  expect(ended.state).toEqual({ ...initialTrackerState, nextTrackId: 2 });
});
