import type { Box, Posture } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { person, standingBox } from '../testing/factories.ts';
import { during, watch } from '../testing/watch.ts';
import { collapseRule } from './collapse.ts';
import { enteredRule } from './entered.ts';
import { leftRule } from './left.ts';
import { sittingRule } from './sitting.ts';
import { standingRule } from './standing.ts';
import { walkingRule } from './walking.ts';

const moving = (speed: number) => ({ speedHeightsPerSecond: speed, direction: 'left' as const });
const posed = (posture: Posture, box: Box = standingBox(200, 300)) => ({ person: person({ posture, box }) });

describe('walking', () => {
  test('is reported from the first to the last moving observation, with speed and direction', () => {
    const [event, ...others] = watch(walkingRule, [...during(2, moving(0.5)), ...during(3, moving(0))]);
    expect(event).toMatchObject({
      startMs: 5000,
      endMs: 6800,
      evidence: { direction: 'left', speedHeightsPerSecond: 0.5 },
    });
    expect(others).toEqual([]);
  });

  test('goes on through a short stop', () => {
    const stop = [...during(2, moving(0.5)), ...during(1, moving(0)), ...during(2, moving(0.5))];
    expect(watch(walkingRule, stop)).toMatchObject([{ startMs: 5000, endMs: 9800 }]);
  });

  test('is two events around a long stop', () => {
    const stop = [...during(2, moving(0.5)), ...during(4, moving(0)), ...during(2, moving(0.5))];
    expect(watch(walkingRule, stop)).toHaveLength(2);
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
    const { posture: _, ...unposed } = person();
    expect(watch(standingRule, during(3, { person: unposed }))).toHaveLength(1);
  });

  test.each([
    ['a pause of a second', [...during(1, moving(0.05)), ...during(3, moving(0.6))]],
    ['sitting still', during(4, posed('sitting'))],
    ['walking', during(4, moving(0.6))],
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

describe('collapse', () => {
  const upright = during(2, posed('standing'));
  const lying = posed('lying', { x1: 150, y1: 260, x2: 250, y2: 300 });

  test('is reported once, as soon as the person has been down long enough', () => {
    const events = watch(collapseRule, [...upright, ...during(6, lying)]);
    expect(events).toMatchObject([
      { startMs: 7000, endMs: 8600, evidence: { fallSeconds: 0.2, downSeconds: 1.6 } },
    ]);
  });

  test('is reported although an upright-looking observation comes between', () => {
    expect(
      watch(collapseRule, [...upright, ...during(1, lying), posed('bending'), ...during(1, lying)]),
    ).toHaveLength(1);
  });

  test('is reported for somebody who falls towards the camera and is never seen lying', () => {
    const sunken = posed('sitting', standingBox(200, 300, { height: 35 }));
    expect(watch(collapseRule, [...upright, ...during(2, sunken)])).toHaveLength(1);
  });

  test('is reported again after getting up', () => {
    const fall = [...upright, ...during(2, lying)];
    expect(watch(collapseRule, [...fall, ...fall])).toHaveLength(2);
  });

  test.each([
    ['bending down to a low shelf', [...upright, ...during(3, posed('bending'))]],
    ['picking something up from the floor', [...upright, ...during(1, lying), ...upright]],
    ['somebody who lies there from the beginning', during(6, lying)],
    [
      'sitting down on a chair',
      [...upright, ...during(4, posed('sitting', standingBox(200, 300, { height: 70 })))],
    ],
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
