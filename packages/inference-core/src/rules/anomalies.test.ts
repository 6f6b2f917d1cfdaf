import { describe, expect, test } from '@jest/globals';
import { localTime } from '../store/local-time.ts';
import { observation, openingHours, storeContext } from '../testing/factories.ts';
import { during, lastReports, watch, watchFrames } from '../testing/watch.ts';
import { crowdRule } from './crowd.ts';
import { loiteringRule } from './loitering.ts';
import { outsideHoursRule } from './outside-hours.ts';

describe('loitering', () => {
  const store = storeContext({ limits: { loiteringSeconds: 10, crowdPersons: null } });
  const loiterings = (observations: ReturnType<typeof during>) =>
    watch(loiteringRule, observations, { store });

  test('is reported as soon as the limit is reached, while it lasts, and with its true duration', () => {
    const loitering = (endMs: number, dwellSeconds: number) => ({
      ...{ startMs: 5000, endMs, confidence: 1 },
      evidence: { reason: 'loitering', dwellSeconds },
    });
    expect(loiterings(during(30, {}))).toEqual([
      { ...loitering(15_000, 10), ongoing: true },
      { ...loitering(25_000, 20), ongoing: true },
      loitering(34_800, 29.8),
    ]);
  });

  test('is not waiting at the checkout', () => {
    const observations = [...during(9, {}), ...during(30, { standsIn: ['checkout'] })];
    expect(loiterings(observations)).toEqual([]);
  });

  test('is not a shorter stay', () => {
    expect(loiterings(during(9, {}))).toEqual([]);
  });
});

describe('presence outside opening hours', () => {
  const store = storeContext({ openingHours: openingHours({ friday: ['09:00-20:00'] }) });
  const intrusions = (observations: ReturnType<typeof during>) =>
    lastReports(watch(outsideHoursRule, observations, { store }));
  const at = (recordedAt: string) =>
    Array.from({ length: 25 }, (_, index) => ({
      localTime: localTime(recordedAt, index * 200, 'Asia/Seoul'),
    }));

  test('is reported once a track, with the time of the store', () => {
    expect(intrusions(at('2026-05-01T20:00:00+09:00'))).toMatchObject([
      { startMs: 5000, evidence: { reason: 'outside-hours', localTime: '2026-05-01 20:00:02' } },
    ]);
  });

  test('begins when the store closes on somebody', () => {
    expect(intrusions(at('2026-05-01T19:59:58+09:00'))).toMatchObject([{ startMs: 7000 }]);
  });

  test.each([
    ['while the store is open', at('2026-05-01T19:00:00+09:00')],
    ['of a glimpse', at('2026-05-01T20:00:00+09:00').slice(0, 5)],
    ['where the time is not known', during(5, {})],
  ])('is not reported %s', (_case, observations) => {
    expect(intrusions(observations)).toEqual([]);
  });
});

describe('a crowd', () => {
  const store = storeContext({ limits: { loiteringSeconds: null, crowdPersons: 2 } });
  const crowds = (all: Parameters<typeof watchFrames>[1]) => watchFrames(crowdRule, all, { store });
  const people = (count: number) =>
    Array.from({ length: count }, (_, index) => observation({ trackId: index + 3 }));
  const frames = (seconds: number, count: number) => Array.from({ length: seconds * 5 }, () => people(count));

  test('is reported as soon as there have been too many for long enough, and until it is over', () => {
    const crowd = (endMs: number) => ({
      ...{ startMs: 6000, endMs, confidence: 1, trackIds: [3, 4, 5, 6] },
      evidence: { reason: 'crowd', persons: 4, limit: 2 },
    });
    expect(crowds([...frames(1, 2), ...frames(9, 4), ...frames(3, 2)])).toEqual([
      { ...crowd(11_000), ongoing: true },
      { ...crowd(14_800), confidence: 1 },
    ]);
  });

  test('is the same one although some are hidden for a moment', () => {
    const hidden = [...frames(3, 3), ...frames(1, 1), ...frames(3, 3)];
    expect(lastReports(crowds(hidden))).toHaveLength(1);
  });

  test('is reported again after it was over', () => {
    const crowd = frames(6, 3);
    expect(lastReports(crowds([...crowd, ...frames(3, 2), ...crowd]))).toHaveLength(2);
  });

  test('is not people who pass each other', () => {
    expect(crowds([...frames(4, 3), ...frames(4, 2)])).toEqual([]);
  });
});
