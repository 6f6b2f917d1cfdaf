import { describe, expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { backends } from '../testing/backends.ts';
import { chunk, chunkEvent, newVideo, runRequest, startRun, storeOf } from '../testing/factories.ts';
import { useDatabase } from '../testing/use-database.ts';
import { commitChunk } from './chunks.ts';
import { listEvents } from './events.ts';
import { takeLease } from './leases.ts';
import { claimRun } from './runs.ts';
import { saveStoreConfiguration } from './stores.ts';

describe.each(backends)('events of the $name database', ({ open }) => {
  let db: Kysely<Database>;
  useDatabase(open, (opened) => {
    db = opened;
  });

  test('come back as they were saved, with their wall-clock time', async () => {
    const lease = await startRun(db, newVideo({ recordedAt: new Date('2026-03-01T09:00:00Z') }));
    const verification = {
      state: 'confirmed',
      frames: [{ timeMs: 2600, box: { x1: 1, y1: 2, x2: 3.5, y2: 4 }, thumbnailKey: 'walking-1-0-2600.jpg' }],
      answer: {
        model: 'fastvlm',
        text: '{"happened":true}',
        verdict: { happened: true, type: 'walking', confidence: 0.9 },
      },
    } as const;
    const saved = chunkEvent({ startMs: 2500, ...verification });
    await commitChunk(db, lease, chunk({ events: [saved] }));
    const [event] = await listEvents(db, { videoId: lease.videoId, limit: 10 });
    expect(event).toMatchObject({
      type: 'walking',
      trackIds: [1],
      startMs: 2500,
      endMs: 4000,
      confidence: 0.75,
      evidence: { direction: 'left', sights: 20 },
      thumbnailKey: 'walking-1-0.jpg',
      ...verification,
    });
    expect(event?.occurredAt?.toISOString()).toBe('2026-03-01T09:00:02.500Z');
  });

  test('that last are replaced under their id by what later chunks say, however often chunks are repeated', async () => {
    const lease = await startRun(db);
    const fall = { eventId: 'collapse-1-0', type: 'collapse', startMs: 0 } as const;
    const opened = chunk({
      events: [
        chunkEvent({ ...fall, endMs: 2000, evidence: { ongoing: true }, description: 'at least 2 s' }),
      ],
    });
    const closed = chunk({
      index: 1,
      events: [
        chunkEvent({ ...fall, endMs: 34_000, evidence: { end: 'up' }, description: '34 s', confidence: 0.5 }),
      ],
    });
    const saved = async () => await listEvents(db, { videoId: lease.videoId, limit: 10 });
    await commitChunk(db, lease, opened);
    expect(await saved()).toMatchObject([{ endMs: 2000, evidence: { ongoing: true } }]);
    for (const next of [closed, opened, closed]) {
      await commitChunk(db, lease, next);
      expect(await saved()).toMatchObject([
        {
          eventId: 'collapse-1-0',
          endMs: 34_000,
          evidence: { end: 'up' },
          description: '34 s',
          confidence: 0.5,
        },
      ]);
    }
  });

  test('are filtered by state, and are all there unless one is asked for', async () => {
    const lease = await startRun(db);
    const states = ['proposed', 'confirmed', 'rejected', 'unverified'] as const;
    const events = states.map((state, index) => chunkEvent({ eventId: state, state, startMs: index }));
    await commitChunk(db, lease, chunk({ events }));
    const found = async (filter: object) =>
      (await listEvents(db, { videoId: lease.videoId, limit: 10, ...filter })).map(({ eventId }) => eventId);
    expect(await found({})).toEqual(states);
    expect(await found({ state: 'rejected' })).toEqual(['rejected']);
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

  test('are filtered by store', async () => {
    for (const id of ['north', 'south']) {
      await saveStoreConfiguration(db, storeOf(id));
      const lease = await startRun(db, newVideo({ storeId: id, cameraId: `${id}-door` }));
      await commitChunk(db, lease, chunk({ events: [chunkEvent({ eventId: id })] }));
    }
    const found = await listEvents(db, { storeId: 'south', limit: 10 });
    expect(found.map(({ eventId }) => eventId)).toEqual(['south']);
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
