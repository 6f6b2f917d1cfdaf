import { describe, expect, test } from '@jest/globals';
import { observation, standingBox, zone } from '../testing/factories.ts';
import { during, watch } from '../testing/watch.ts';
import { pickingRule } from './picking.ts';

const out = { reachesInto: [] };
const into = (shelf: string) => ({ reachesInto: [shelf] });
const walkingPast = { ...into('drinks'), speedHeightsPerSecond: 0.6 };
const unseen = { reachesInto: null };

test('joints are needed in every frame of those whose hands may get into a shelf', () => {
  const known = { shelves: [zone('shelf', [0.5, 0.2, 0.7, 0.4])] };
  const frame = { width: 640, height: 480 };
  const isNeeded = (x: number) => pickingRule.needsJoints(standingBox(x, 300), frame, known);
  expect([200, 240, 260, 320, 480, 540].map(isNeeded)).toEqual([false, false, true, true, true, false]);
});

describe('picking', () => {
  test('is a hand that goes into a shelf and comes back', () => {
    const observations = [...during(1, out), ...during(0.8, into('drinks')), ...during(1, out)];
    expect(watch(pickingRule, observations)).toEqual([
      {
        startMs: 6000,
        endMs: 6800,
        confidence: 0.5,
        evidence: { zone: 'drinks', reaches: 1, reachSeconds: 0.8 },
      },
    ]);
  });

  test('is one event while the same person goes on at the same shelf', () => {
    const reach = [...during(1, out), ...during(1, into('drinks'))];
    expect(watch(pickingRule, [...reach, ...reach, ...reach, ...during(6, out)])).toMatchObject([
      { startMs: 6000, endMs: 11_000, evidence: { reaches: 3, reachSeconds: 3 } },
    ]);
  });

  test('is another event at another shelf, and after a pause', () => {
    const reach = (shelf: string) => [...during(1, out), ...during(1, into(shelf)), ...during(1, out)];
    const observations = [...reach('drinks'), ...reach('sweets'), ...during(5, out), ...reach('sweets')];
    const shelves = watch(pickingRule, observations).map(({ evidence }) => evidence['zone']);
    expect(shelves).toEqual(['drinks', 'sweets', 'sweets']);
  });

  test('at another shelf is in progress from when its reach begins: its pictures are its own', () => {
    const reach = (shelf: string) => [...during(1, out), ...during(1, into(shelf))];
    const observations = [...reach('drinks'), ...reach('sweets')];
    let state = pickingRule.initial;
    const activeSince = new Set<number | null>();
    for (const [index, overrides] of observations.entries()) {
      state = pickingRule.observe(state, observation({ timeMs: 5000 + index * 200, ...overrides }), {}).state;
      activeSince.add(pickingRule.activeSinceMs(state));
    }
    expect([...activeSince]).toEqual([null, 6000, 8000]);
  });

  test('goes on while the hand is hidden for a moment', () => {
    const observations = [
      ...during(1, out),
      ...during(0.4, into('drinks')),
      ...during(0.6, unseen),
      ...during(0.4, into('drinks')),
      ...during(1, out),
    ];
    expect(watch(pickingRule, observations)).toMatchObject([{ evidence: { reaches: 1, reachSeconds: 1.4 } }]);
  });

  test.each([
    ['walking past a shelf', [...during(1, out), ...during(2, walkingPast), ...during(1, out)]],
    ['a joint that jumps', [...during(1, out), into('drinks'), ...during(1, out)]],
    ['a hand that rests on a shelf', [...during(1, out), ...during(10, into('drinks')), ...during(1, out)]],
    ['a hand that was there from the first', [...during(1, into('drinks')), ...during(1, out)]],
    ['a hand that does not come back', [...during(1, out), ...during(2, into('drinks'))]],
  ])('is not %s', (_case, observations) => {
    expect(watch(pickingRule, observations)).toEqual([]);
  });
});
