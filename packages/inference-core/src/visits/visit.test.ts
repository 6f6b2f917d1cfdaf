import type { PathPoint } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { standingBox, zone } from '../testing/factories.ts';
import type { Track } from '../track.ts';
import { type VisitEvent, type VisitScene, visitsOf } from './visit.ts';
import { statesPhrase, visitSentence, visitText } from './visit-sentence.ts';

const frame = { width: 640, height: 480 };
/** Shelf at the height of the chest, above the floor at (200, 300); checkout and door are floors. */
const zones = [
  zone('shelf', [0.25, 0.4, 0.35, 0.5]),
  zone('checkout', [0.6, 0.55, 0.8, 0.75]),
  zone('exit', [0.85, 0.55, 1, 0.75]),
];
const scene: VisitScene = {
  frame,
  zones,
  lines: [{ name: 'aisle', from: [0.5, 0.5], to: [0.5, 1], inside: [0.9, 0.5] }],
  reachesWatched: true,
  durationMs: 60_000,
  recordedAt: new Date('2026-05-01T05:03:00Z'),
};

/** Makes a path of feet at one position, 5 points a second, with both ends. */
function at(x: number, fromMs: number, toMs: number): PathPoint[] {
  return Array.from({ length: (toMs - fromMs) / 200 + 1 }, (_, index) => ({
    timeMs: fromMs + index * 200,
    box: standingBox(x, 300),
    confidence: 0.7,
    posture: 'standing',
  }));
}

function track(path: readonly PathPoint[], overrides: Partial<Track> = {}): Track {
  const attributes = { gender: 'unknown', genderConfidence: 0, ageBand: null, faceSamples: 0 } as const;
  return { trackId: 1, startMs: path[0]!.timeMs, endMs: path.at(-1)!.timeMs, attributes, path, ...overrides };
}

function event(type: VisitEvent['type'], startMs: number, overrides: Partial<VisitEvent> = {}): VisitEvent {
  const facts = { trackIds: [1], endMs: startMs, state: 'proposed', evidence: {}, thumbnail: null } as const;
  return { type, startMs, ...facts, ...overrides };
}

/** Ten seconds at the shelf, five at the checkout, and out by the door. */
const shopper = track([...at(200, 5000, 15_000), ...at(450, 15_200, 20_000), ...at(600, 20_200, 21_000)]);
const passages = [event('entered', 5000, { evidence: { edge: 'left' } }), event('left', 21_000)];
const picking = event('picking', 7000, { endMs: 9000, evidence: { zone: 'the shelf', reaches: 2 } });
const visitOf = (events: readonly VisitEvent[], seen: Partial<VisitScene> = {}, person = shopper) =>
  visitsOf([person], events, { ...scene, ...seen })[0]!;

describe('a visit', () => {
  test('has a wall-clock start and end, times in zones, reaches and a payment', () => {
    expect(visitOf([...passages, picking])).toMatchObject({
      startedAt: new Date('2026-05-01T05:03:05Z'),
      endedAt: new Date('2026-05-01T05:03:21Z'),
      entrance: { how: 'entered', by: null },
      departure: { how: 'left', by: 'the exit' },
      dwell: [
        { zone: 'the shelf', dwellMs: 10_000 },
        { zone: 'the checkout', dwellMs: 5000 },
        { zone: 'the exit', dwellMs: 1000 },
      ],
      crossings: [{ line: 'aisle', direction: 'in', timeMs: 15_200 }],
      reaches: 2,
      paid: true,
    });
  });

  test('follows zones that were drawn after the analysis', () => {
    const renamed = { ...zone('exit', [0.2, 0.55, 0.4, 0.75]), name: 'front door' };
    const visit = visitOf(passages, { zones: [renamed] });
    expect(visit.entrance).toEqual({ how: 'entered', by: 'front door' });
    expect(visit.dwell).toEqual([{ zone: 'front door', kind: 'exit', dwellMs: 10_000 }]);
  });

  test('of somebody who reached and left without the checkout is not paid', () => {
    const path = [...at(200, 5000, 15_000), ...at(600, 15_200, 16_000)];
    expect(visitOf([...passages, picking], {}, track(path)).paid).toBe(false);
  });

  test('counts the checkout only after the last reach', () => {
    const back = track([...shopper.path, ...at(200, 21_200, 30_000), ...at(600, 30_200, 31_000)]);
    const again = event('picking', 25_000, { endMs: 26_000, evidence: { reaches: 1 } });
    expect(visitOf([...passages, picking, again], {}, back)).toMatchObject({ reaches: 3, paid: false });
  });

  test('leaves out what a model has rejected', () => {
    const visit = visitOf([...passages, { ...picking, state: 'rejected' }]);
    expect(visit).toMatchObject({ reaches: 0, paid: null });
    expect(visit.events.map(({ type }) => type)).toEqual(['entered', 'left']);
  });
});

describe('what is not known', () => {
  test.each<[string, Partial<VisitScene>, object]>([
    ['zones of a camera that nobody described', { zones: null }, { dwell: null, paid: null }],
    [
      'where feet are in frames of unknown size',
      { frame: null },
      { dwell: null, crossings: null, paid: null },
    ],
    ['the time of day', { recordedAt: null }, { startedAt: null, endedAt: null }],
    ['a payment without a checkout zone', { zones: zones.slice(0, 1) }, { reaches: 2, paid: null }],
  ])('is null: %s', (_case, seen, expected) => {
    expect(visitOf([...passages, picking], seen)).toMatchObject(expected);
  });

  test('is null: reaches that the analysis did not look for, or could not see', () => {
    expect(visitOf(passages).reaches).toBe(0);
    expect(visitOf(passages, { reachesWatched: false }).reaches).toBeNull();
    const unposed = shopper.path.map(({ posture: _, ...point }) => point);
    expect(visitOf(passages, {}, track(unposed)).reaches).toBeNull();
  });

  test('is null: whether somebody will pay who is still there', () => {
    const visit = visitOf([picking], { durationMs: 16_000 }, track(at(200, 0, 15_000)));
    expect(visit).toMatchObject({
      entrance: { how: 'already-there', by: null },
      departure: { how: 'still-there', by: null },
      paid: null,
    });
  });

  test('is unknown: how somebody came and went whom no border or door saw', () => {
    expect(visitOf([], {}, shopper)).toMatchObject({
      entrance: { how: 'unknown', by: null },
      departure: { how: 'unknown', by: null },
    });
    const frameless = { frame: null };
    const { entrance } = visitOf([event('entered', 5000, { evidence: { edge: 'inside' } })], frameless);
    expect(entrance).toEqual({ how: 'entered', by: null });
  });
});

test('who lies when lost from sight has not walked out', () => {
  const collapse = event('collapse', 15_000, { endMs: 20_800, evidence: { end: 'lost' } });
  expect(visitOf([...passages, collapse]).departure).toEqual({ how: 'unknown', by: null });
  const up = event('collapse', 15_000, { endMs: 17_000, evidence: { end: 'up' } });
  expect(visitOf([...passages, up]).departure.how).toBe('left');
});

describe('the timeline', () => {
  const timelineOf = (...events: VisitEvent[]) =>
    visitOf(events).timeline.map(({ state, startMs, endMs }) => `${state} ${startMs}-${endMs}`);

  test('covers the visit without gaps, and says where no event tells the state', () => {
    const walking = event('walking', 5400, { endMs: 8000 });
    const standing = event('standing', 8200, { endMs: 15_000 });
    expect(timelineOf(walking, standing)).toEqual([
      'walking 5000-8200',
      'standing 8200-15000',
      'unknown 15000-21000',
    ]);
  });

  test('has one state at a time where events of an older analysis overlap', () => {
    const standing = event('standing', 5000, { endMs: 21_000 });
    const sitting = event('sitting', 8000, { endMs: 12_000 });
    const collapse = event('collapse', 11_000, { endMs: 13_000 });
    expect(timelineOf(standing, sitting, collapse)).toEqual([
      'standing 5000-8000',
      'sitting 8000-11000',
      'lying 11000-13000',
      'standing 13000-21000',
    ]);
  });

  test('is unknown throughout where nothing was seen', () => {
    expect(timelineOf()).toEqual(['unknown 5000-21000']);
  });
});

test('the picture is that of the longest event that shows nobody else', () => {
  const crowd = event('anomaly', 5000, { endMs: 21_000, trackIds: [1, 2], thumbnail: 'crowd.jpg' });
  const standing = event('standing', 6000, { endMs: 9000, thumbnail: 'standing.jpg' });
  const left = event('left', 21_000, { thumbnail: 'left.jpg' });
  const entered = event('entered', 5000, { thumbnail: 'entered.jpg' });
  expect(visitOf([left, crowd, standing]).thumbnail).toBe('standing.jpg');
  expect(visitOf([left, entered]).thumbnail).toBe('entered.jpg');
  expect(visitOf([crowd]).thumbnail).toBe('crowd.jpg');
  expect(visitOf([]).thumbnail).toBeNull();
});

describe('in words, a visit', () => {
  test('says who, in, out, where and what by the clock of the store', () => {
    const attributes = {
      ...shopper.attributes,
      gender: 'male',
      ageBand: { minYears: 25, maxYears: 35 },
    } as const;
    const visit = visitOf([...passages, picking], {}, { ...shopper, attributes });
    expect(visitSentence(visit, 'Asia/Seoul')).toBe(
      'A man of about 25 to 35. In: 14:03:05 by an unknown way; out: 14:03:21 by the exit; ' +
        'stayed 16 s, 10 s of it at the shelf, 5 s of it at the checkout, 1 s of it at the exit. ' +
        'Reaches into shelves: 2. Paid: yes.',
    );
  });

  test('without a reach says that none was seen, not that nothing was taken', () => {
    expect(visitSentence(visitOf(passages), null)).toMatch(
      /Reaches into shelves: 0\. Paid: no reach seen\.$/,
    );
  });

  test('lists the states by their total time', () => {
    const spans = [
      { state: 'walking', startMs: 0, endMs: 4000 },
      { state: 'unknown', startMs: 4000, endMs: 5000 },
      { state: 'standing', startMs: 5000, endMs: 70_000 },
      { state: 'walking', startMs: 70_000, endMs: 72_000 },
    ] as const;
    expect(statesPhrase(spans)).toBe('standing 1 min 5 s, walking 6 s, unclear 1 s');
  });

  test('has more words for a search: what was taken, payment, events', () => {
    const stolen = visitOf([...passages, picking, event('theft', 9000)], { zones: zones.slice(1) });
    expect(visitText({ ...stolen, paid: false }, null)).toMatch(
      /Took something from a shelf\. Unpaid: left without paying\. .*theft\./,
    );
    expect(visitText(visitOf([...passages, picking]), null)).toContain('Stood at the checkout.');
  });

  test('says what is unknown', () => {
    const visit = visitOf([], { zones: null, reachesWatched: false, recordedAt: null });
    expect(visitSentence(visit, null)).toBe(
      'A person. In: at 5 s by an unknown way; out: lost from sight at 21 s; stayed 16 s. ' +
        'Reaches into shelves: unknown. Paid: unknown.',
    );
  });
});
