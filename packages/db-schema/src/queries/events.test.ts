import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import type { OpenDatabase } from '../opened-database.ts';
import type { Database } from '../schema.ts';
import { backends } from '../testing/backends.ts';
import {
  axisEmbedding,
  chunk,
  chunkEvent,
  newVideo,
  runRequest,
  scatteredEmbedding,
  startRun,
} from '../testing/factories.ts';
import { commitChunk } from './chunks.ts';
import { listEvents, nearestEvents } from './events.ts';
import { takeLease } from './leases.ts';
import { claimRun } from './runs.ts';
import { saveCamera, saveStore } from './stores.ts';

describe.each(backends)('events of the $name database', ({ open }) => {
  let database: OpenDatabase;
  let db: Kysely<Database>;
  beforeAll(async () => {
    database = await open();
    db = database.db;
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });

  test('come back as they were stored, with their wall-clock time', async () => {
    const lease = await startRun(db, newVideo({ recordedAt: new Date('2026-03-01T09:00:00Z') }));
    await commitChunk(db, lease, chunk({ events: [chunkEvent({ startMs: 2500 })] }));
    const [event] = await listEvents(db, { videoId: lease.videoId, limit: 10 });
    expect(event).toMatchObject({
      type: 'walking',
      trackIds: [1],
      startMs: 2500,
      endMs: 4000,
      confidence: 0.75,
      evidence: { direction: 'left', sights: 20 },
      thumbnailKey: 'walking-1-0.jpg',
    });
    expect(event?.occurredAt?.toISOString()).toBe('2026-03-01T09:00:02.500Z');
  });

  test('are filtered by type and by wall-clock time', async () => {
    const lease = await startRun(db, newVideo({ recordedAt: new Date('2026-03-01T09:00:00Z') }));
    const events = [0, 1000, 2000].map((startMs) =>
      chunkEvent({ eventId: `e${startMs}`, startMs, type: startMs ? 'walking' : 'sitting' }),
    );
    await commitChunk(db, lease, chunk({ events }));
    const found = async (filter: object) =>
      (await listEvents(db, { videoId: lease.videoId, limit: 10, ...filter })).map(({ eventId }) => eventId);
    expect(await found({ type: 'sitting' })).toEqual(['e0']);
    const [from, to] = [new Date('2026-03-01T09:00:01Z'), new Date('2026-03-01T09:00:02Z')];
    expect(await found({ from, to })).toEqual(['e1000']);
    expect(await found({ limit: 2 })).toEqual(['e0', 'e1000']);
  });

  test('are found by the nearness of their embeddings', async () => {
    const lease = await startRun(db);
    const events = [3, 7, 11].map((axis) =>
      chunkEvent({ eventId: `axis-${axis}`, embedding: axisEmbedding(axis) }),
    );
    await commitChunk(db, lease, chunk({ events }));
    const near = await nearestEvents(db, axisEmbedding(7), { videoId: lease.videoId, limit: 2 });
    expect(near[0]).toMatchObject({ eventId: 'axis-7', distance: 0 });
    expect(near[1]?.distance).toBeCloseTo(1, 6);
  });

  test('are filtered by store', async () => {
    for (const id of ['north', 'south']) {
      await saveStore(db, { id, name: id, timeZone: 'Europe/Berlin' });
      await saveCamera(db, { id: `${id}-door`, storeId: id, name: 'Door' });
      const lease = await startRun(db, newVideo({ storeId: id, cameraId: `${id}-door` }));
      await commitChunk(db, lease, chunk({ events: [chunkEvent({ eventId: id })] }));
    }
    const found = await listEvents(db, { storeId: 'south', limit: 10 });
    expect(found.map(({ eventId }) => eventId)).toEqual(['south']);
  });

  test('are all found by nearness, however many are wanted and few pass the filter', async () => {
    const lease = await startRun(db);
    const events = Array.from({ length: 600 }, (_, index) =>
      chunkEvent({
        eventId: `crowd-${index}`,
        type: index % 100 === 0 ? 'rare' : 'frequent',
        embedding: scatteredEmbedding(index),
      }),
    );
    await commitChunk(db, lease, chunk({ events }));
    await db.transaction().execute(async (transaction) => {
      // What the planner does by itself when there are many events: it asks the index.
      await sql`set local enable_sort = off`.execute(transaction);
      const near = await nearestEvents(transaction, scatteredEmbedding(300), { limit: 60 });
      const rare = await nearestEvents(transaction, scatteredEmbedding(300), { type: 'rare', limit: 6 });
      expect([near.length, rare.length]).toEqual([60, 6]);
    });
  });

  test('a new analysis hides the old results only when it is complete', async () => {
    const old = await startRun(db);
    await commitChunk(
      db,
      old,
      chunk({ events: [chunkEvent({ eventId: 'old' })], completion: { truncated: false } }),
    );
    const { runId } = await claimRun(db, runRequest(old.videoId, { anew: true }));
    const lease = await takeLease(db, runId, 'test:1');
    const ids = async () =>
      (await listEvents(db, { videoId: old.videoId, limit: 10 })).map(({ eventId }) => eventId);
    await commitChunk(db, lease, chunk({ events: [chunkEvent({ eventId: 'new' })] }));
    expect(await ids()).toEqual(['old']);
    await commitChunk(db, lease, chunk({ index: 1, events: [], completion: { truncated: false } }));
    expect(await ids()).toEqual(['new']);
  });
});
