import {
  beginRun,
  type ChunkEvent,
  type ChunkTrack,
  claimRequest,
  commitChunk,
  saveStoreConfiguration,
  takeLease,
} from '@deepsentinel/db-schema';
import { analysisRequest, type FreshDatabase, freshDatabase } from '@deepsentinel/db-schema/testing';
import type { EventType } from '@deepsentinel/queue-contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadVisits } from './load-visits.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  const cameras = ['in-order', 'reversed', 'again'].map((id) => ({ id, name: id, zones: [] }));
  await saveStoreConfiguration(database.db, { id: 'north', name: 'North', timeZone: 'Asia/Seoul', cameras });
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

/** Two minutes of one recording each: somebody comes in during the first, and leaves during the second. */
const minutes = {
  first: { minute: 3, trackId: 4, fromMs: 40_000, toMs: 60_000, passage: 'entered' },
  second: { minute: 4, trackId: 1, fromMs: 0, toMs: 30_000, passage: 'left' },
} as const;
type Part = keyof typeof minutes;

function trackOf({ trackId, fromMs, toMs }: (typeof minutes)[Part]): ChunkTrack {
  return {
    trackId,
    startMs: fromMs,
    endMs: toMs,
    attributes: { gender: 'female', genderConfidence: 0.9, ageBand: null, faceSamples: 3 },
    path: Array.from({ length: (toMs - fromMs) / 1000 + 1 }, (_, second) => ({
      timeMs: fromMs + second * 1000,
      box: { x1: 300, y1: 100, x2: 360, y2: 300 },
      confidence: 0.8,
      posture: 'standing',
    })),
  };
}

function eventOf(type: EventType, trackId: number, startMs: number): ChunkEvent {
  return {
    eventId: `${type}-${trackId}-${startMs}`,
    ...{ type, trackIds: [trackId], startMs, endMs: startMs, confidence: 0.9, state: 'proposed' },
    ...{
      description: `A person: ${type}.`,
      embedding: new Float32Array(384).fill(0.05),
      embeddedBy: 'hashing',
    },
    ...{ imageEmbedding: null, imageEmbeddedBy: null, evidence: { edge: 'left' }, frames: [], answer: null },
    thumbnailKey: null,
  };
}

/** Saves the analysis of a recording; of another version of it, an analysis of its own. */
async function analyze(cameraId: string, part: Part, versionId = '1'): Promise<void> {
  const { db } = database;
  const { minute, passage, ...track } = minutes[part];
  const recordedAt = new Date(Date.UTC(2026, 4, 1, 5, minute));
  const videoId = `${cameraId}-${part}`;
  const place = { videoId, key: `${videoId}.mp4`, versionId, storeId: 'north', cameraId, recordedAt };
  const { runId } = await claimRequest(db, analysisRequest({ ...place, tier: 'basic' }));
  const lease = await takeLease(db, runId, 'test');
  await beginRun(db, lease, { modelPack: 'test@1', settings: {} });
  await commitChunk(db, lease, {
    index: 0,
    tracks: [trackOf(minutes[part])],
    events: [eventOf(passage, track.trackId, passage === 'left' ? track.toMs : track.fromMs)],
    observations: null,
    frames: { width: 640, height: 480, lastMs: 60_000 },
    checkpoint: null,
    progress: 100,
    completion: { truncated: false },
  });
}

async function expectOneVisit(cameraId: string): Promise<void> {
  const [found, ...others] = await loadVisits(database.db, { cameraId }, { limit: 10 });
  expect(others).toEqual([]);
  expect(found!.videos.map(({ videoId }) => videoId)).toEqual([`${cameraId}-first`, `${cameraId}-second`]);
  expect(found!.visits).toMatchObject([
    {
      startedAt: new Date('2026-05-01T05:03:40Z'),
      endedAt: new Date('2026-05-01T05:04:30Z'),
      entrance: { how: 'entered' },
      departure: { how: 'left' },
      events: [
        { type: 'entered', videoId: `${cameraId}-first` },
        { type: 'left', videoId: `${cameraId}-second` },
      ],
    },
  ]);
}

test.each<[string, Part[]]>([
  ['in-order', ['first', 'second']],
  ['reversed', ['second', 'first']],
])('a visit over two videos of a camera is one, analyzed %s', async (cameraId, parts) => {
  for (const part of parts) await analyze(cameraId, part);
  await expectOneVisit(cameraId);
});

test('a video that is analyzed again leaves the visit as it was', async () => {
  await analyze('again', 'first');
  await analyze('again', 'second');
  await analyze('again', 'first', '2');
  await expectOneVisit('again');
});

test('one video by itself has its part of the visit', async () => {
  const [found] = await loadVisits(database.db, { videoId: 'in-order-second' }, { limit: 10 });
  expect(found!.visits).toMatchObject([{ trackId: 1, entrance: { how: 'already-there' } }]);
});
