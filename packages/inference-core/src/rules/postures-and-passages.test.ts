import type { Box, Posture } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { person, standingBox, uprightPose } from '../testing/factories.ts';
import { during, lastReports, watch } from '../testing/watch.ts';
import { collapseRule } from './collapse.ts';
import type { ProposedEvent } from './define-rule.ts';
import { enteredRule } from './entered.ts';
import { leftRule } from './left.ts';
import { lyingRule } from './lying.ts';
import { sittingRule } from './sitting.ts';
import { standingRule } from './standing.ts';
import { walkingRule } from './walking.ts';

const moving = (speed: number) => ({ speedHeightsPerSecond: speed });
const posed = (posture: Posture, box: Box = standingBox(200, 300)) => ({ person: person({ posture, box }) });
/** Somebody who walks from x to x at five observations a second. */
const walk = (seconds: number, fromX: number, toX: number) =>
  during(seconds, moving(0.5)).map((observation, index, { length }) => ({
    ...observation,
    person: person({ box: standingBox(fromX + ((toX - fromX) * index) / (length - 1), 300) }),
  }));
const { posture: _, ...unposed } = person();

describe('walking', () => {
  test('is reported until the person stops, with speed and direction', () => {
    const [event, ...others] = watch(walkingRule, [...walk(2, 300, 200), ...during(3, moving(0))]);
    expect(event).toMatchObject({
      startMs: 5000,
      endMs: 6800,
      confidence: expect.closeTo(1 - 0.75 / 12, 9),
      evidence: { direction: 'left', speedHeightsPerSecond: 0.5 },
    });
    expect(others).toEqual([]);
  });

  test('goes on through a short stop', () => {
    const stop = [...walk(2, 300, 200), ...during(1, moving(0)), ...walk(2, 200, 100)];
    expect(watch(walkingRule, stop)).toMatchObject([{ startMs: 5000, endMs: 9800 }]);
  });

  test('is two events around a long stop', () => {
    const stop = [...walk(2, 300, 200), ...during(4, moving(0)), ...walk(2, 200, 100)];
    expect(watch(walkingRule, stop)).toHaveLength(2);
  });

  test('has the direction from where it began to where it ended, not the one most often seen', () => {
    const detour = [...walk(3, 200, 260), ...walk(2, 260, 60)];
    expect(watch(walkingRule, detour)).toMatchObject([{ evidence: { direction: 'left' } }]);
  });

  test('has no direction when somebody walks to and fro', () => {
    const [event, ...others] = watch(walkingRule, [...walk(4, 100, 300), ...walk(4, 300, 120)]);
    expect(others).toEqual([]);
    expect(event!.evidence).not.toHaveProperty('direction');
    const told = { who: 'a person', duration: '8 seconds', evidence: event!.evidence };
    expect(walkingRule.sentence(told)).toBe('a person walks about for 8 seconds');
  });

  /** Somebody who walks from corner to corner, a body height a second on the ground. */
  const along = (...corners: readonly (readonly [x: number, y: number])[]) =>
    corners.slice(1).flatMap(([toX, toY], index) => {
      const [fromX, fromY] = corners[index]!;
      const steps = Math.max(2, Math.round(Math.hypot(toX - fromX, 2 * (toY - fromY)) / 20));
      return Array.from({ length: steps }, (_, step) => ({
        ...moving(0.8),
        person: person({
          box: standingBox(
            fromX + ((toX - fromX) * step) / (steps - 1),
            fromY + ((toY - fromY) * step) / (steps - 1),
          ),
        }),
      }));
    });
  const about = [
    [200, 300],
    [260, 330],
    [190, 330],
    [260, 300],
    [200, 300],
    [250, 320],
    [190, 310],
  ] as const;

  test.each([
    ['along an aisle and back', along([100, 300], [600, 300], [100, 300]), ['right', 'left']],
    ['round a corner', along([100, 200], [500, 200], [500, 400]), ['right', 'towards the camera']],
    ['round a gentle bend', along([100, 300], [400, 300], [600, 360]), ['right']],
    ['a round', along([100, 200], [500, 200], [500, 300], [100, 300]), ['right', 'left']],
    ['about and then away', along(...about, [190, 310], [700, 310]), [undefined, 'right']],
    ['in and then about', along([700, 310], [200, 310], ...about), ['left', undefined]],
    ['about', along(...about, ...about), [undefined]],
  ])('%s is told in pieces with a direction each', (_case, observations, directions) => {
    const walks = watch(walkingRule, observations);
    expect(walks.map(({ evidence }) => evidence['direction'])).toEqual(directions);
    expect(walks.slice(1).map(({ startMs }) => startMs)).toEqual(
      walks.slice(0, -1).map(({ endMs }) => endMs),
    );
    expect(walks.at(-1)!.endMs).toBe(5000 + 200 * (observations.length - 1));
    const counted = walks.reduce((sum, { evidence }) => sum + Number(evidence['observations']), 0);
    expect(counted).toBe(observations.length);
  });

  test('remembers no more of a long walk than of a short one', () => {
    const sizeAfter = (rounds: number) => {
      let state: unknown;
      const observe: typeof walkingRule.observe = (before, observation, known) => {
        const step = walkingRule.observe(before, observation, known);
        state = step.state;
        return step;
      };
      watch({ ...walkingRule, observe }, Array.from({ length: rounds }, () => along(...about)).flat());
      return JSON.stringify(state).length;
    };
    expect(sizeAfter(20)).toBeLessThan(1.2 * sizeAfter(6));
  });

  test.each([
    ['a step aside', [...during(0.8, moving(0.5)), ...during(3, moving(0))]],
    ['swaying on the spot', during(5, moving(0.1))],
    ['being dragged along the floor', during(3, { ...moving(0.5), ...posed('lying') })],
    ['a track too short to measure', during(1, { speedHeightsPerSecond: null })],
  ])('is not %s', (_case, observations) => {
    expect(watch(walkingRule, observations)).toEqual([]);
  });
});

describe('standing', () => {
  test('is reported with its duration', () => {
    expect(watch(standingRule, during(3, moving(0.05)))).toMatchObject([{ startMs: 5000, endMs: 7800 }]);
  });

  test('is taken for granted of those who keep still where nothing tells the posture', () => {
    expect(watch(standingRule, during(3, { person: unposed }))).toHaveLength(1);
  });

  test.each([
    ['a pause of a second', [...during(1, moving(0.05)), ...during(3, moving(0.6))]],
    ['sitting still', during(4, posed('sitting'))],
    ['walking', during(4, moving(0.6))],
    [
      'somebody behind a desk, whose hips and legs are hidden',
      during(4, { person: { ...unposed, pose: uprightPose(200, 300) } }),
    ],
  ])('is not %s', (_case, observations) => {
    expect(watch(standingRule, observations)).toEqual([]);
  });
});

describe('sitting', () => {
  test('is reported although single observations look like standing', () => {
    const observations = [...during(1, posed('sitting')), posed('standing'), ...during(2, posed('sitting'))];
    expect(watch(sittingRule, observations)).toMatchObject([{ startMs: 5000, endMs: 8000 }]);
  });

  test('is not crouching for a second', () => {
    expect(watch(sittingRule, [...during(1, posed('sitting')), ...during(4, posed('standing'))])).toEqual([]);
  });
});

test('the states of a person never overlap', () => {
  const kinds = [posed('sitting'), posed('lying'), moving(0.5), moving(0), { speedHeightsPerSecond: null }];
  // A fixed sequence without order: squares modulo a prime.
  const observations = Array.from({ length: 400 }, (_, index) => {
    const draw = (index * index) % 251;
    return during((draw % 13) / 5 + 0.2, kinds[draw % kinds.length]!);
  }).flat();
  const intervals = [walkingRule, standingRule, sittingRule, lyingRule]
    .flatMap((rule) => watch(rule, observations))
    .toSorted((a, b) => a.startMs - b.startMs);
  expect(intervals.length).toBeGreaterThan(20);
  for (const [index, { startMs }] of intervals.slice(1).entries()) {
    expect(startMs).toBeGreaterThanOrEqual(intervals[index]!.endMs);
  }
});

describe('collapse', () => {
  const upright = during(2, posed('standing'));
  const lying = posed('lying', { x1: 150, y1: 260, x2: 250, y2: 300 });
  const collapses = (...parts: Parameters<typeof watch>) => lastReports(watch(...parts));

  test('is reported as soon as it is certain, while it lasts, and at its end with its true duration', () => {
    const told = ({ startMs, endMs, ongoing = false, evidence }: ProposedEvent) => [
      ...[startMs, endMs, ongoing],
      collapseRule.sentence({ who: 'a man', duration: '', evidence }),
    ];
    const events = watch(collapseRule, [...upright, ...during(14, lying), ...upright]);
    expect(events.map(told)).toEqual([
      [7000, 8600, true, 'a man collapses and stays down for at least 2 seconds'],
      [7000, 18_600, true, 'a man collapses and stays down for at least 12 seconds'],
      [7000, 20_800, false, 'a man collapses and stays down for 14 seconds'],
    ]);
    expect(events.map(({ evidence }) => evidence['fallSeconds'])).toEqual([0.2, 0.2, 0.2]);
  });

  test.each([
    ['lost', 'a man collapses and stays down for at least 6 seconds and is still down when lost from sight'],
    [
      'video-ended',
      'a man collapses and stays down for at least 6 seconds and is still down when the video ends',
    ],
  ] as const)('of somebody who is still down when it is over (%s) says so', (end, sentence) => {
    const [event] = collapses(collapseRule, [...upright, ...during(6, lying)], { end });
    expect(event).toMatchObject({ startMs: 7000, endMs: 12_800, evidence: { end } });
    expect(collapseRule.sentence({ who: 'a man', duration: '', evidence: event!.evidence })).toBe(sentence);
  });

  test('is reported although an upright-looking observation comes between', () => {
    expect(
      collapses(collapseRule, [...upright, ...during(1, lying), posed('bending'), ...during(1, lying)]),
    ).toHaveLength(1);
  });

  test('is reported for somebody who falls towards the camera and is never seen lying', () => {
    const sunken = posed('sitting', standingBox(200, 300, { height: 35 }));
    expect(collapses(collapseRule, [...upright, ...during(2, sunken)])).toHaveLength(1);
  });

  test('is reported again after getting up', () => {
    const fall = [...upright, ...during(2, lying)];
    expect(collapses(collapseRule, [...fall, ...fall])).toHaveLength(2);
  });

  /** Somebody who comes down to a box of some height in some seconds, and stays there. */
  const descent = (seconds: number, posture: Posture, height: number) => [
    ...during(seconds, {}).map((_, index, { length }) =>
      posed('sitting', standingBox(200, 300, { height: 100 - ((100 - height) * (index + 1)) / length })),
    ),
    ...during(4, posed(posture, standingBox(200, 300, { height }))),
  ];

  test.each([
    ['bending down to a low shelf', [...upright, ...during(3, posed('bending'))]],
    ['picking something up from the floor', [...upright, ...during(1, lying), ...upright]],
    ['somebody who lies there from the beginning', during(6, lying)],
    [
      'sitting down on a chair',
      [...upright, ...during(4, posed('sitting', standingBox(200, 300, { height: 70 })))],
    ],
    ['sitting down on the floor slowly', [...upright, ...descent(4, 'sitting', 40)]],
    ['lying down slowly', [...upright, ...descent(4, 'lying', 30)]],
    [
      'disappearing behind a counter',
      [...upright, ...during(3, posed('standing', { x1: 180, y1: 200, x2: 220, y2: 235 }))],
    ],
  ])('is not %s', (_case, observations) => {
    expect(watch(collapseRule, observations)).toEqual([]);
  });
});

describe('entered', () => {
  test.each([
    ['left', standingBox(25, 300), 0.9],
    ['right', standingBox(620, 300), 0.9],
    ['inside', standingBox(300, 300), 0.5],
  ])('names the %s edge', (edge, box, confidence) => {
    const observations = during(3, { person: person({ box }) });
    expect(watch(enteredRule, observations)).toEqual([
      { startMs: 5000, endMs: 5000, confidence, evidence: { edge } },
    ]);
  });

  test('names the door, wherever in the picture it is', () => {
    expect(watch(enteredRule, during(3, { exit: 'the door' }))).toMatchObject([
      { confidence: 0.9, evidence: { edge: 'the door' } },
    ]);
  });

  test('names the edge that somebody seen late comes from', () => {
    const walker = (x: number) => ({ person: person({ box: standingBox(x, 300) }) });
    expect(watch(enteredRule, [walker(60), ...during(3, walker(72))])).toMatchObject([
      { startMs: 5000, evidence: { edge: 'left' } },
    ]);
  });

  test('is not reported for those who are there when the video begins', () => {
    expect(watch(enteredRule, [{ timeMs: 200 }, { timeMs: 400 }])).toEqual([]);
  });
});

describe('left', () => {
  test('is reported with the place of the last observation', () => {
    const observations = [...during(1, {}), { person: person({ box: standingBox(25, 300) }) }];
    expect(watch(leftRule, observations)).toMatchObject([
      { startMs: 6000, endMs: 6000, evidence: { edge: 'left' } },
    ]);
  });

  test('names the edge that somebody lost just before it walks to', () => {
    const walker = (x: number) => ({ person: person({ box: standingBox(x, 300) }) });
    expect(watch(leftRule, [walker(72), walker(60)])).toMatchObject([{ evidence: { edge: 'left' } }]);
  });

  test('names the door of the last observation', () => {
    expect(watch(leftRule, [...during(1, {}), { exit: 'the door' }])).toMatchObject([
      { confidence: 0.9, evidence: { edge: 'the door' } },
    ]);
  });

  test('is not reported for those who are there when the video ends', () => {
    expect(watch(leftRule, during(1, {}), { end: 'video-ended' })).toEqual([]);
  });
});
