import { saveStoreConfiguration } from '@deepsentinel/db-schema';
import { type FreshDatabase, freshDatabase } from '@deepsentinel/db-schema/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createResultsApi } from '../results-api.ts';
import { analyzeRecording } from '../testing/analyzed-recording.ts';
import { ClipUnavailableError, type RenderClip } from './clip.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  const square = (x1: number, x2: number) => [
    ...[[x1, 0.3] as const, [x2, 0.3] as const],
    ...[[x2, 0.5] as const, [x1, 0.5] as const],
  ];
  const zones = [{ name: 'drinks', kind: 'shelf', polygon: square(0, 0.2) }];
  const lines = [{ name: 'entrance', from: [0.6, 0], to: [0.6, 1], inside: [0.1, 0.5] }];
  const cameras = [{ id: 'aisle', name: 'Aisle', zones, lines }];
  await saveStoreConfiguration(database.db, { id: 'north', name: 'North', timeZone: 'Asia/Seoul', cameras });
  const place = { storeId: 'north', cameraId: 'aisle' };
  await analyzeRecording(database.db, {
    ...{ ...place, videoId: 'v-1', recordedAt: new Date('2026-05-01T05:00:00Z') },
    people: [
      { trackId: 1, from: 10, to: 20, x: 500, events: ['entered', 'sitting', 'left'] },
      { trackId: 2, from: 30, to: 60, x: 100, events: ['entered', 'standing'] },
    ],
  });
  await analyzeRecording(database.db, {
    ...{ ...place, videoId: 'v-2', recordedAt: new Date('2026-05-01T05:01:00Z') },
    people: [{ trackId: 1, from: 0, to: 40, x: 100, events: ['left'] }],
  });
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

/** Body of an answer, as far as the tests read it. */
interface Body {
  readonly visits: readonly { readonly id: string }[];
  readonly events: readonly { readonly type: string }[];
  readonly next_cursor: string | null;
  readonly steps: readonly object[];
  readonly seconds: readonly number[];
  readonly detail: string;
}

async function get(path: string) {
  const errors: Error[] = [];
  const api = createResultsApi(database.db, { onError: (error) => errors.push(error) });
  const response = await api.request(path);
  const body = (await response.json()) as Body;
  expect(errors).toEqual([]);
  return { status: response.status, body };
}

const day = 'from=2026-05-01T00:00:00Z&to=2026-05-02T00:00:00Z';

test('visits of a camera come by begin, in pages, also of a stretch', async () => {
  const first = await get('/api/cameras/aisle/visits?limit=1');
  expect(first.body.visits).toMatchObject([{ id: 'v-1.1', video_ids: ['v-1'] }]);
  const second = await get(`/api/cameras/aisle/visits?limit=1&cursor=${first.body.next_cursor}`);
  expect(second.body).toMatchObject({
    visits: [{ id: 'v-1.2', video_ids: ['v-1', 'v-2'], camera_id: 'aisle', event_count: 3 }],
    next_cursor: null,
  });
  const later = await get('/api/cameras/aisle/visits?from=2026-05-01T14:00:20%2B09:00');
  expect(later.body.visits).toMatchObject([{ id: 'v-1.2' }]);
});

test.each([
  ['zone=drinks', ['v-1.2']],
  ['zone=drinks&min_stay_s=71', []],
  ['min_stay_s=10', ['v-1.1', 'v-1.2']],
  ['unpaid=true', []],
])('visits are filtered: %s', async (query, ids) => {
  const { body } = await get(`/api/cameras/aisle/visits?${query}`);
  expect(body.visits.map(({ id }) => id)).toEqual(ids);
});

test('one visit has an address, whose events come in pages', async () => {
  expect((await get('/api/visits/v-1.2')).body).toMatchObject({ id: 'v-1.2', end_ms: 100_000 });
  const { body } = await get('/api/visits/v-1.2/events?limit=2');
  expect(body.events.map(({ type }) => type)).toEqual(['entered', 'standing']);
  const { body: rest } = await get(`/api/visits/v-1.2/events?limit=2&cursor=${body.next_cursor}`);
  expect(rest).toMatchObject({
    events: [{ type: 'left', video_id: 'v-2', start_ms: 100_000 }],
    next_cursor: null,
  });
});

test('occupancy counts in, out, lines and who was there, a person over two videos once', async () => {
  const { body } = await get(`/api/cameras/aisle/occupancy?${day}&every_s=60`);
  expect(body).toMatchObject({ time_zone: 'Asia/Seoul' });
  expect(body.steps).toMatchObject([
    { start: '2026-05-01T05:00:00.000Z', recorded_s: 60, in: 2, out: 1, most_present: 1, lines: [] },
    { start: '2026-05-01T05:01:00.000Z', in: 0, out: 1, most_present: 1, mean_present: 2 / 3 },
  ]);
});

test('occupancy of a stretch counts who came before it as present', async () => {
  const stretch = 'from=2026-05-01T05:01:30Z&to=2026-05-01T05:02:00Z';
  const { body } = await get(`/api/cameras/aisle/occupancy?${stretch}&every_s=30`);
  expect(body.steps).toMatchObject([{ recorded_s: 30, in: 0, out: 1, most_present: 1 }]);
  const nothing = await get(`/api/cameras/aisle/occupancy?from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z`);
  expect(nothing.body).toEqual({ time_zone: null, steps: [] });
});

test('a heat map holds the time of a stretch, and nothing of the rest', async () => {
  const secondsOf = async (query: string) => {
    const { body } = await get(`/api/cameras/aisle/heatmap?${query}`);
    return body.seconds.reduce((sum, cell) => sum + cell, 0);
  };
  expect((await get(`/api/cameras/aisle/heatmap?${day}`)).body).toMatchObject({
    columns: 96,
    rows: 72,
    videos: 2,
  });
  expect(await secondsOf(day)).toBeCloseTo(10 + 30 + 40, -1);
  expect(await secondsOf('from=2026-05-01T05:01:10Z&to=2026-05-01T05:01:21Z')).toBeCloseTo(10, 0);
  expect(await secondsOf('from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z')).toBe(0);
});

describe('a search for visits', () => {
  test.each([
    ['drinks', ['v-1.2']],
    ['sitting', ['v-1.1']],
    ['woman', ['v-1.2', 'v-1.1']],
    ['forklift', []],
  ])('finds %s by the words of the visit or of its events', async (words, ids) => {
    const { body } = await get(`/api/visits?q=${words}&${day}`);
    expect(body.visits.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  test('names the events that match, of every video of the visit', async () => {
    const { body } = await get(`/api/visits?q=left&${day}&min_stay_s=30&store=north&camera=aisle`);
    expect(body.visits).toMatchObject([{ id: 'v-1.2', matches: [{ id: 'left-1-40000', video_id: 'v-2' }] }]);
  });
});

test.each([
  ['/api/cameras/nobody/visits', 404, 'there is no camera nobody'],
  [`/api/cameras/nobody/occupancy?${day}`, 404, 'there is no camera nobody'],
  ['/api/cameras/aisle/visits?cursor=none', 400, 'cursor: must be the next_cursor of an answer'],
  ['/api/cameras/aisle/visits?from=yesterday', 400, 'from: must be a time with its zone'],
  ['/api/cameras/aisle/visits?from=2026-05-01T00:00:00', 400, 'from: must be a time with its zone'],
  ['/api/cameras/aisle/occupancy', 400, 'from: '],
  [
    '/api/cameras/aisle/occupancy?from=2026-05-02T00:00:00Z&to=2026-05-01T00:00:00Z',
    400,
    'to: must be after from',
  ],
  ['/api/cameras/aisle/heatmap?from=2026-05-01T00:00:00Z&to=2026-07-01T00:00:00Z', 400, 'at most 31 days'],
  [`/api/cameras/aisle/occupancy?${day}&every_s=1`, 400, 'every_s: makes more than 3000 steps'],
  [`/api/cameras/aisle/occupancy?${day}&every_s=0`, 400, 'every_s: must be a number from 1'],
  ['/api/visits/v-1.9', 404, 'there is no visit v-1.9'],
  ['/api/visits/nonsense', 404, 'there is no visit nonsense'],
  ['/api/visits/v-1.2/events?cursor=x', 400, 'cursor: must be'],
  [`/api/visits?${day}`, 400, 'q: '],
])('%s is a problem that says what is wrong', async (path, status, detail) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(detail);
});

describe('clips', () => {
  async function clip(path: string, renderClip?: RenderClip) {
    const api = createResultsApi(database.db, { onError: () => {}, renderClip });
    const response = await api.request(path);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  }
  /** Renders what is asked for as text. */
  const render: RenderClip = async ({ visit, event }) =>
    Buffer.from(`${visit.visitId} ${event ? `${event.eventId} ${event.startMs}` : 'whole'}`);

  test.each([
    ['/api/visits/v-1.2/clip', 'v-1.2 whole'],
    ['/api/videos/v-2/events/left-1-40000/clip', 'v-1.2 left-1-40000 100000'],
  ])('are of a visit or of an event of it: %s', async (path, text) => {
    expect(await clip(path, render)).toEqual({ status: 200, type: 'video/mp4', text });
  });

  test.each<[string, string, RenderClip | undefined, number, string]>([
    ['of no visit', '/api/visits/v-1.9/clip', render, 404, 'there is no visit v-1.9'],
    ['of no event', '/api/videos/v-1/events/none/clip', render, 404, 'there is no event none'],
    ['that nobody renders', '/api/visits/v-1.2/clip', undefined, 501, 'not rendered here'],
    ['in the clear', '/api/visits/v-1.2/clip?clear=true', render, 400, 'clear'],
    [
      'whose footage is gone',
      '/api/visits/v-1.2/clip',
      async () => {
        throw new ClipUnavailableError('the footage of v-1 is gone');
      },
      410,
      'the footage of v-1 is gone',
    ],
  ])('%s are a problem that says so', async (_case, path, renderClip, status, detail) => {
    const answer = await clip(path, renderClip);
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
    expect(answer.text).toContain(detail);
  });
});
