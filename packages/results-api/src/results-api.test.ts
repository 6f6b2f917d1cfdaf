import {
  beginRun,
  type ChunkTrack,
  claimRequest,
  commitChunk,
  recordOutcome,
  saveStoreConfiguration,
  takeLease,
} from '@deepsentinel/db-schema';
import { analysisRequest, type FreshDatabase, freshDatabase } from '@deepsentinel/db-schema/testing';
import type { EventType } from '@deepsentinel/queue-contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createResultsApi } from './results-api.ts';

let database: FreshDatabase;
const errors: Error[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  await saveStoreConfiguration(database.db, store);
  await analyzed('v-1');
  const failed = await claim('v-2');
  const failure = { jobId: null, code: 'unreadable', message: 'not a video', exitCode: 65 };
  await recordOutcome(database.db, failed, { ...failure, isFinal: true, jobAttempts: 1, logStream: null });
  await claim('v-3');
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

async function claim(videoId: string): Promise<string> {
  const place = { storeId: 'north', cameraId: 'aisle', recordedAt: new Date('2026-05-01T05:03:00Z') };
  const { runId } = await claimRequest(database.db, analysisRequest({ videoId, tier: 'basic', ...place }));
  return runId;
}

/** Two minutes in front of a shelf on the left. */
const shopper: ChunkTrack = {
  trackId: 1,
  startMs: 1000,
  endMs: 121_000,
  attributes: { gender: 'male', genderConfidence: 0.9, ageBand: null, faceSamples: 3 },
  path: Array.from({ length: 121 }, (_, second) => ({
    timeMs: 1000 + second * 1000,
    box: { x1: 100, y1: 100, x2: 160, y2: 300 },
    confidence: 0.8,
    posture: 'standing',
  })),
};
const drinks = {
  name: 'drinks',
  kind: 'shelf',
  polygon: [
    [0, 0.3],
    [0.2, 0.3],
    [0.2, 0.5],
    [0, 0.5],
  ],
};
const store = {
  ...{ id: 'north', name: 'North', timeZone: 'Asia/Seoul' },
  cameras: [{ id: 'aisle', name: 'Aisle', zones: [] as object[] }],
};

async function analyzed(videoId: string): Promise<void> {
  const { db } = database;
  const lease = await takeLease(db, await claim(videoId), 'test');
  await beginRun(db, lease, { modelPack: 'test@1', settings: {} });
  const event = (type: EventType, startMs: number) => ({
    eventId: `${type}-1-${startMs}`,
    type,
    trackIds: [1],
    startMs,
    endMs: startMs + 1000,
    confidence: 0.5,
    description: `A person: ${type}.`,
    embedding: new Float32Array(384).fill(0.05),
    embeddedBy: 'hashing',
    imageEmbedding: null,
    imageEmbeddedBy: null,
    state: 'proposed' as const,
    evidence: { direction: 'left' },
    frames: [],
    answer: null,
    thumbnailKey: null,
  });
  const events = [event('walking', 2000), event('entered', 1000)];
  const frames = { width: 640, height: 480, lastMs: 60_000 };
  const state = { observations: null, checkpoint: null, progress: 100 };
  const chunk = { index: 0, tracks: [shopper], events, frames, ...state };
  await commitChunk(db, lease, { ...chunk, completion: { truncated: false } });
}

/** Body of an answer, as far as the tests read it. */
interface Body {
  readonly videos: readonly { readonly id: string }[];
  readonly events: readonly { readonly type: string }[];
  readonly visits: readonly {
    readonly summary: string;
    readonly dwell: readonly object[] | null;
    readonly event_ids: readonly string[];
  }[];
  readonly detail: string;
  readonly paths: object;
}

async function get(path: string) {
  const api = createResultsApi(database.db, { onError: (error) => errors.push(error) });
  const response = await api.request(path);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: (await response.json()) as Body,
  };
}

describe('progress', () => {
  test.each([
    ['v-1', { progress: 100, status: 'completed', is_completed: true, error: null }],
    [
      'v-2',
      {
        progress: 0,
        status: 'failed',
        is_completed: false,
        error: { code: 'unreadable', message: 'not a video' },
      },
    ],
    ['v-3', { progress: 0, status: 'queued', is_completed: false, error: null }],
  ])('of %s, with and without a slash at the end', async (id, expected) => {
    for (const path of [`/api/videos/${id}/analysis/progress/`, `/api/videos/${id}/analysis/progress`]) {
      expect(await get(path)).toMatchObject({ status: 200, body: expected });
    }
  });
});

test('videos are listed, the newest first', async () => {
  const { body } = await get('/api/videos?limit=2');
  expect(body.videos.map(({ id }) => id)).toEqual(['v-3', 'v-2']);
  expect((await get('/api/videos/v-1')).body).toMatchObject({
    id: 'v-1',
    tier: 'basic',
    status: 'completed',
  });
});

test('events are listed by time, also of one type', async () => {
  const types = ({ body }: { body: Body }) => body.events.map(({ type }) => type);
  expect(types(await get('/api/videos/v-1/events'))).toEqual(['entered', 'walking']);
  expect(types(await get('/api/videos/v-1/events?type=walking&limit=5'))).toEqual(['walking']);
  expect(types(await get('/api/videos/v-3/events'))).toEqual([]);
});

test('visits have a row for each person, and follow zones that are drawn afterwards', async () => {
  const before = await get('/api/videos/v-1/visits');
  expect(before.body.visits).toMatchObject([
    {
      track_id: 1,
      gender: 'male',
      age: null,
      started_at: '2026-05-01T05:03:01.000Z',
      entrance: { how: 'entered', by: null },
      departure: { how: 'still-there', by: null },
      dwell: [],
      reaches: null,
      paid: null,
      event_ids: ['entered-1-1000', 'walking-1-2000'],
    },
  ]);
  const cameras = [{ ...store.cameras[0]!, zones: [drinks] }];
  await saveStoreConfiguration(database.db, { ...store, cameras });
  const { body } = await get('/api/videos/v-1/visits?limit=5');
  expect(body.visits[0]!.dwell).toEqual([{ zone: 'drinks', kind: 'shelf', dwell_ms: 120_000 }]);
  expect(body.visits[0]!.summary).toBe(
    'A man. In: 14:03:01 by an unknown way; out: still there; stayed 2 min, 2 min of it at drinks. ' +
      'Unclear 1 min 58 s, walking 2 s. Reaches into shelves: unknown. Paid: unknown.',
  );
  expect((await get('/api/videos/v-3/visits')).body.visits).toEqual([]);
});

test.each([
  ['a video that nobody knows', '/api/videos/nobody/analysis/progress/', 404, 'there is no video nobody'],
  ['the events of such a one', '/api/videos/nobody/events', 404, 'there is no video nobody'],
  ['the visits of such a one', '/api/videos/nobody/visits', 404, 'there is no video nobody'],
  ['another path', '/api/nothing', 404, 'there is nothing at /api/nothing'],
  ['a limit that is none', '/api/videos?limit=many', 400, 'limit'],
  ['a limit that is too large', '/api/videos?limit=100000', 400, 'limit'],
  ['a limit in another notation', '/api/videos?limit=1e2', 400, 'limit'],
  ['an id with a NUL', '/api/videos/a%00b', 400, 'id'],
  ['progress with a parameter', '/api/videos/v-1/analysis/progress/?full=1', 400, 'full'],
  ['an unknown parameter', '/api/videos/v-1/events?kind=walking', 400, 'kind'],
])('asking for %s is a problem that says what is wrong', async (_case, path, status, detail) => {
  const answer = await get(path);
  expect(answer).toMatchObject({ status, type: 'application/problem+json' });
  expect(answer.body.detail).toContain(detail);
});

test('the document describes every path', async () => {
  const { body } = await get('/openapi.json');
  expect(Object.keys(body.paths)).toEqual([
    '/api/videos',
    '/api/videos/{id}',
    '/api/videos/{id}/analysis/progress',
    '/api/videos/{id}/events',
    '/api/videos/{id}/visits',
    '/api/cameras/{id}/visits',
    '/api/visits',
    '/api/visits/{id}',
    '/api/visits/{id}/events',
    '/api/cameras/{id}/occupancy',
    '/api/cameras/{id}/heatmap',
    '/api/visits/{id}/clip',
    '/api/videos/{id}/events/{event}/clip',
  ]);
});

test('what goes wrong inside is not told outside', async () => {
  const broken = new Proxy(database.db, {
    get: () => {
      throw new Error('secret');
    },
  });
  const api = createResultsApi(broken, { onError: (error) => errors.push(error) });
  expect((await api.request('/health')).status).toBe(500);
  const response = await api.request('/api/videos');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
  expect(errors.map(({ message }) => message)).toEqual(['secret', 'secret']);
});
