import { describe, expect, test } from '@jest/globals';
import { observation, person, standingBox, storeContext, uprightPose } from '../testing/factories.ts';
import { watchFrames } from '../testing/watch.ts';
import type { Observation } from './observe/observation.ts';
import { violentRule } from './violent.ts';

const store = storeContext({ limits: { violentSeconds: 0.6 } });
const fights = (all: Observation[][]) => watchFrames(violentRule, all, { store });

/** Somebody 100 pixels high, near enough in a picture of 360, whose left hand is raised by some pixels. */
function body(trackId: number, x: number, { raised = 0, y = 300, frameHeight = 360 } = {}): Observation {
  const pose = uprightPose(x, y, { leftWrist: { y: y - 52 - raised } });
  const frame = { width: 640, height: frameHeight };
  return observation({ trackId, frame, person: person({ box: standingBox(x, y), pose }) });
}

/** Whether frame by frame a hand is up. */
const frames = (count: number, frame: (isUp: boolean) => Observation[]) =>
  Array.from({ length: count }, (_, index) => frame(index % 2 === 1));

describe('violent', () => {
  test('is two people close to each other, one of whom hits about', () => {
    const fight = frames(6, (isUp) => [body(1, 200), body(2, 240, { raised: isUp ? 30 : 0 })]);
    expect(fights(fight)).toEqual([
      {
        startMs: 5200,
        endMs: 6000,
        confidence: expect.closeTo(0.45, 9),
        trackIds: [1, 2],
        evidence: { persons: 2, fastSeconds: 1, limbSpeedLengthsPerSecond: expect.closeTo(1.5, 6) },
      },
    ]);
  });

  test('is the same at all frame rates', () => {
    // A hand that goes up and down in half a second each, seen every 100 and every 200 ms.
    const fight = (stepMs: number) =>
      Array.from({ length: 3000 / stepMs }, (_, index) => {
        const raised = 60 * Math.abs((((index * stepMs) / 500) % 2) - 1);
        const timeMs = index * stepMs;
        return { timeMs, observations: [body(1, 200), body(2, 240, { raised })] };
      });
    const fastSeconds = (stepMs: number) => {
      let state = violentRule.initial;
      for (const frame of fight(stepMs))
        state = violentRule.observe(state, frame, { limitSeconds: 0.6 }).state;
      return violentRule.finish(state)!.evidence['fastSeconds'] as number;
    };
    expect(fastSeconds(200)).toBeGreaterThan(1.5);
    expect(Math.abs(fastSeconds(100) - fastSeconds(200))).toBeLessThan(0.6);
  });

  test('is one event of all who take part, and never more than a guess', () => {
    const brawl = frames(40, (isUp) => [
      body(2, 200),
      body(5, 240, { raised: isUp ? 30 : 0 }),
      body(9, 280, { raised: isUp ? 30 : 0 }),
    ]);
    expect(fights(brawl)).toMatchObject([{ trackIds: [2, 5, 9], confidence: 0.5 }]);
  });

  test('is two events around a calm', () => {
    const fight = frames(6, (isUp) => [body(1, 200), body(2, 240, { raised: isUp ? 30 : 0 })]);
    const calm = frames(14, () => [body(1, 200), body(2, 240)]);
    expect(fights([...fight, ...calm, ...fight])).toHaveLength(2);
  });

  test.each<[string, Observation[][]]>([
    ['people who stand together', frames(20, () => [body(1, 200), body(2, 240)])],
    [
      'somebody who waves from afar',
      frames(20, (isUp) => [body(1, 200), body(2, 300, { raised: isUp ? 30 : 0 })]),
    ],
    [
      'people far off, whose joints are guesses',
      frames(20, (isUp) => [
        body(1, 200, { frameHeight: 720 }),
        body(2, 240, { raised: isUp ? 30 : 0, frameHeight: 720 }),
      ]),
    ],
    ['somebody alone', frames(20, (isUp) => [body(1, 200, { raised: isUp ? 30 : 0 })])],
    [
      'a joint that jumps once',
      [...frames(2, (isUp) => [body(1, 200), body(2, 240, { raised: isUp ? 30 : 0 })])],
    ],
    [
      'people who walk side by side',
      Array.from({ length: 20 }, (_, index) => [body(1, 200 + 20 * index), body(2, 240 + 20 * index)]),
    ],
    [
      'people whose joints are not seen',
      frames(20, () => [observation({ trackId: 1 }), observation({ trackId: 2 })]),
    ],
  ])('is not %s', (_case, observations) => {
    expect(fights(observations)).toEqual([]);
  });
});
