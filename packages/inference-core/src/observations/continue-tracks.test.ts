import { describe, expect, test } from '@jest/globals';
import type { PersonDetection } from '../detection.ts';
import { person, standingBox, storeContext, uprightPose, zone } from '../testing/factories.ts';
import { type ObservedPerson, observePeople } from '../testing/observed-people.ts';
import { continueTracks } from './continue-tracks.ts';
import type { HandOver, PlacedEvent } from './hand-over.ts';
import { replayEvents } from './replay-events.ts';

const store = storeContext({
  zones: [
    zone('shelf', [0.4, 0.3, 0.5, 0.6]),
    zone('checkout', [0, 0, 0.1, 0.1]),
    zone('exit', [0.9, 0.5, 1, 1]),
  ],
  limits: { loiteringSeconds: 8 },
});
const begin = Date.UTC(2026, 4, 1, 14);

interface Part {
  readonly people: readonly ObservedPerson[];
  readonly seconds?: number;
  /** Start of the recording after that of the first, seconds. */
  readonly at?: number;
}

/** Continues recordings one after the other, and keeps what is left of their events. */
async function continued(parts: readonly Part[]) {
  let before: HandOver | null = null;
  const events = new Map<string, PlacedEvent>();
  for (const [index, { people, seconds = 10, at = index * 10 }] of parts.entries()) {
    const chunks = observePeople(seconds, people);
    const result = await continueTracks({
      runId: `run-${index + 1}`,
      recordedAt: new Date(begin + 1000 * at),
      durationMs: seconds * 1000 - 200,
      store,
      observations: async function* () {
        yield* chunks;
      },
      before,
    });
    for (const { runId, eventId } of result.withdrawn) events.delete(`${runId}/${eventId}`);
    for (const event of [...result.restored, ...result.events])
      events.set(`${event.runId}/${event.eventId}`, event);
    before = JSON.parse(JSON.stringify(result.handOver));
  }
  return [...events.values()];
}

const at = (x: number, overrides: Partial<PersonDetection> = {}) =>
  person({ box: standingBox(x, 300), pose: uprightPose(x, 300), ...overrides });
/** Stands beside the shelf and stretches a hand into it. */
const reaching = () => at(250, { pose: uprightPose(250, 300, { rightWrist: { x: 290, y: 240 } }) });
const standing = () => at(250);
const lying = () =>
  at(250, { box: { x1: 200, y1: 270, x2: 300, y2: 300 }, posture: 'lying', pose: uprightPose(250, 300) });
const leaving = (second: number) => (second < 8 ? at(250 + 45 * second) : null);

const typesOf = (events: readonly PlacedEvent[]) =>
  events.map(({ runId, type }) => `${runId} ${type}`).toSorted();

describe('across the border of two recordings', () => {
  test('a theft has its reach in the one and its exit in the other', async () => {
    const reaches = (second: number) => (second > 5 && second < 7 ? reaching() : standing());
    const events = await continued([
      { people: [{ trackId: 4, at: reaches }] },
      { people: [{ trackId: 1, at: leaving }], seconds: 14 },
    ]);
    expect(events.find(({ type }) => type === 'theft')).toMatchObject({
      ...{ runId: 'run-1', eventId: 'theft-4-5200', trackIds: [4], startMs: 5200, endMs: 17_800 },
      evidence: { itemsPicked: 1, exitZone: 'the exit' },
      isClaim: true,
    });
    expect(typesOf(events)).toEqual([
      'run-1 anomaly',
      'run-1 picking',
      'run-1 standing',
      'run-1 theft',
      'run-2 left',
      'run-2 walking',
    ]);
    expect(events.find(({ type }) => type === 'left')).toMatchObject({
      eventId: 'left-1-7800',
      trackIds: [1],
    });
  });

  test('a collapse lasts until the person has stood up', async () => {
    const events = await continued([
      { people: [{ trackId: 2, at: (second) => (second < 6 ? standing() : lying()) }] },
      { people: [{ trackId: 9, at: (second) => (second < 5 ? lying() : standing()) }] },
    ]);
    const collapses = events.filter(({ type }) => type === 'collapse');
    expect(collapses).toMatchObject([
      { runId: 'run-1', eventId: 'collapse-2-6000', startMs: 6000, endMs: 14_800, evidence: { end: 'up' } },
    ]);
  });

  test('somebody loiters once, over three recordings, by one dwell', async () => {
    const people = [{ trackId: 3, at: standing }];
    const events = await continued([{ people }, { people }, { people }]);
    expect(events.filter(({ type }) => type === 'anomaly')).toMatchObject([
      { eventId: 'anomaly-loitering-3-0', endMs: 29_800, evidence: { dwellSeconds: 29.8 } },
    ]);
    expect(events.filter(({ type }) => type === 'standing')).toHaveLength(1);
    expect(events.find(({ type }) => type === 'standing')).toMatchObject({ runId: 'run-1', endMs: 29_800 });
  });

  test('what somebody who stays behind a gap did is two events', async () => {
    const people = [{ trackId: 3, at: standing }];
    const first = await continued([{ people }]);
    const handOver = await continued([
      { people },
      { people: [{ trackId: 1, at: (second) => at(600 - second) }] },
    ]);
    expect(handOver.filter(({ runId }) => runId === 'run-1')).toEqual(first);
  });
});

test('tracks that nothing precedes or follows have the events of their analysis', async () => {
  const people = [
    { trackId: 1, at: leaving },
    { trackId: 2, at: (second: number) => (second < 6 ? standing() : lying()) },
  ];
  const replayed = await replayEvents(observePeople(14, people), { store });
  const events = await continued([{ people, seconds: 14 }]);
  const byId = (one: { eventId: string }, other: { eventId: string }) =>
    one.eventId.localeCompare(other.eventId);
  expect(events.map(({ runId, ...event }) => event).toSorted(byId)).toEqual(replayed.toSorted(byId));
});
