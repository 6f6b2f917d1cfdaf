import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import { LeaseHeldError, LeaseLostError } from './database-error.ts';
import { migrate } from './migrate.ts';
import type { OpenDatabase } from './open-database.ts';
import { commitChunk } from './queries/chunks.ts';
import { listEvents, nearestEvents } from './queries/events.ts';
import { failRun } from './queries/fail-run.ts';
import { releaseLease, renewLease, takeLease } from './queries/leases.ts';
import { claimRun } from './queries/runs.ts';
import { listTracks } from './queries/tracks.ts';
import { loadProgress, registerVideo } from './queries/videos.ts';
import type { Database } from './schema.ts';
import { backends } from './testing/backends.ts';
import {
  axisEmbedding,
  chunk,
  chunkEvent,
  chunkTrack,
  newVideo,
  runRequest,
  startRun,
} from './testing/factories.ts';

describe.each(backends)('on the $name database', ({ open }) => {
  let database: OpenDatabase;
  let db: Kysely<Database>;
  beforeAll(async () => {
    database = await open();
    db = database.db;
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });

  test('migrating again changes nothing', async () => {
    await migrate(db);
    await migrate(db);
  });

  describe('a video', () => {
    test('has one row for each version, however often it is registered', async () => {
      const video = newVideo();
      const id = await registerVideo(db, video);
      expect(await registerVideo(db, { ...video, width: 640, height: 480 })).toBe(id);
      expect(await registerVideo(db, { ...video, versionId: 'v2' })).not.toBe(id);
    });

    test('keeps the id that its owner gave it', async () => {
      expect(await registerVideo(db, newVideo({ id: 'own-id' }))).toBe('own-id');
    });

    test('has no progress that is not known', async () => {
      expect(await loadProgress(db, 'nobody')).toBeNull();
    });
  });

  describe('a claim', () => {
    test('is made once, however often it is asked for', async () => {
      const videoId = await registerVideo(db, newVideo());
      const first = await claimRun(db, runRequest(videoId));
      const again = await claimRun(db, runRequest(videoId));
      expect(first).toMatchObject({ created: true, status: 'claimed' });
      expect(again).toEqual({ ...first, created: false });
    });

    test('of a completed video is answered by its run, unless it is to be analysed anew', async () => {
      const lease = await startRun(db);
      await commitChunk(db, lease, chunk({ completion: { truncated: false } }));
      expect(await claimRun(db, runRequest(lease.videoId))).toMatchObject({
        runId: lease.runId,
        created: false,
      });
      expect(await claimRun(db, runRequest(lease.videoId, { anew: true }))).toMatchObject({ created: true });
    });

    test('with other settings replaces an unfinished run that nobody works on', async () => {
      const lease = await startRun(db);
      const other = runRequest(lease.videoId, { settings: { activeFps: 2 } });
      expect(await claimRun(db, other)).toMatchObject({ runId: lease.runId, created: false });
      await releaseLease(db, lease);
      expect(await claimRun(db, other)).toMatchObject({ created: true });
      await expect(takeLease(db, lease.runId, 'late:1')).rejects.toThrow(LeaseLostError);
    });
  });

  describe('a lease', () => {
    test('is refused while another process holds it, and names the holder', async () => {
      const { runId } = await startRun(db);
      await expect(takeLease(db, runId, 'other:2')).rejects.toThrow(LeaseHeldError);
      await expect(takeLease(db, runId, 'other:2')).rejects.toThrow('test:1');
    });

    test('that was taken by another process commits nothing any more', async () => {
      const zombie = await startRun(db);
      await releaseLease(db, zombie);
      const heir = await takeLease(db, zombie.runId, 'heir:2');
      await expect(commitChunk(db, zombie, chunk())).rejects.toThrow(LeaseLostError);
      await expect(renewLease(db, zombie)).rejects.toThrow(LeaseLostError);
      await expect(failRun(db, zombie, { code: 'internal', message: 'late' })).rejects.toThrow(
        LeaseLostError,
      );
      expect(await listEvents(db, { videoId: zombie.videoId, limit: 10 })).toEqual([]);
      await renewLease(db, heir);
    });

    test('brings the checkpoint of the last chunk along', async () => {
      const lease = await startRun(db);
      const checkpoint = { nextChunkIndex: 1, tracker: { tracks: [{ x: 0.1 + 0.2 }] } };
      await commitChunk(db, lease, chunk({ checkpoint }));
      await releaseLease(db, lease);
      expect((await takeLease(db, lease.runId, 'heir:2')).checkpoint).toEqual(checkpoint);
    });
  });

  describe('a chunk', () => {
    test('is stored once, however often it is committed', async () => {
      const lease = await startRun(db);
      await commitChunk(db, lease, chunk());
      await commitChunk(db, lease, chunk());
      expect(await listEvents(db, { videoId: lease.videoId, limit: 10 })).toHaveLength(1);
      const [track] = await listTracks(db, { videoId: lease.videoId, limit: 10 });
      expect(track?.path).toHaveLength(1);
      expect(await loadProgress(db, lease.videoId)).toEqual({
        progress: 17,
        status: 'processing',
        isCompleted: false,
      });
    });

    test('prolongs the tracks of earlier chunks and updates their attributes', async () => {
      const lease = await startRun(db);
      const at = (timeMs: number) => ({ timeMs, box: { x1: 0, y1: 0, x2: 1, y2: 1 }, confidence: 0.5 });
      const attributes = {
        gender: 'female',
        genderConfidence: 0.8,
        ageBand: { minYears: 20, maxYears: 40 },
        faceSamples: 3,
      };
      await commitChunk(db, lease, chunk({ tracks: [chunkTrack({ path: [at(0), at(200)] })] }));
      await commitChunk(
        db,
        lease,
        chunk({ index: 1, tracks: [chunkTrack({ endMs: 20_000, attributes, path: [at(400)] })] }),
      );
      const [track] = await listTracks(db, { videoId: lease.videoId, limit: 10 });
      expect(track).toMatchObject({
        startMs: 0,
        endMs: 20_000,
        gender: 'female',
        ageMinYears: 20,
        ageMaxYears: 40,
      });
      expect(track?.genderConfidence).toBeCloseTo(0.8, 5);
      expect(track?.path).toEqual([at(0), at(200), at(400)]);
    });

    test('that cannot be stored whole is not stored at all', async () => {
      const lease = await startRun(db);
      const impossible = chunkEvent({ eventId: 'walking-2-0', confidence: 2 });
      await expect(commitChunk(db, lease, chunk({ events: [chunkEvent(), impossible] }))).rejects.toThrow();
      expect(await listEvents(db, { videoId: lease.videoId, limit: 10 })).toEqual([]);
      expect(await listTracks(db, { videoId: lease.videoId, limit: 10 })).toEqual([]);
      expect(await loadProgress(db, lease.videoId)).toMatchObject({ progress: 0 });
    });

    test('that is the last completes the run and the video', async () => {
      const lease = await startRun(db);
      await commitChunk(db, lease, chunk({ completion: { truncated: true } }));
      expect(await loadProgress(db, lease.videoId)).toEqual({
        progress: 100,
        status: 'completed',
        isCompleted: true,
      });
      await expect(commitChunk(db, lease, chunk({ index: 1 }))).rejects.toThrow(LeaseLostError);
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

  test('a failed run keeps what it stored and says why', async () => {
    const lease = await startRun(db);
    await commitChunk(db, lease, chunk());
    await failRun(db, lease, { code: 'video-unreadable', message: 'clip.mp4: broken' });
    expect(await loadProgress(db, lease.videoId)).toMatchObject({ status: 'failed', progress: 17 });
    expect(await listEvents(db, { videoId: lease.videoId, limit: 10 })).toHaveLength(1);
    expect(await claimRun(db, runRequest(lease.videoId))).toMatchObject({ created: true });
  });

  describe('events', () => {
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
        (await listEvents(db, { videoId: lease.videoId, limit: 10, ...filter })).map(
          ({ eventId }) => eventId,
        );
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
  });
});
