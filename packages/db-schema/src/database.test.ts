import type { PersonAttributes } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { LeaseHeldError, LeaseLostError } from './errors.ts';
import { migrate } from './migrate.ts';
import { commitChunk } from './queries/chunks.ts';
import { listEvents } from './queries/events.ts';
import { failRun } from './queries/fail-run.ts';
import { releaseLease, renewLease, takeLease } from './queries/leases.ts';
import { loadProgress } from './queries/progress.ts';
import { claimRun } from './queries/runs.ts';
import { listTracks } from './queries/tracks.ts';
import { listVideos, registerVideo } from './queries/videos.ts';
import type { Database } from './schema.ts';
import { backends } from './testing/backends.ts';
import { chunk, chunkEvent, chunkTrack, newVideo, runRequest, startRun } from './testing/factories.ts';
import { useDatabase } from './testing/use-database.ts';

describe.each(backends)('on the $name database', ({ open }) => {
  let db: Kysely<Database>;
  useDatabase(open, (opened) => {
    db = opened;
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

    test('keeps what was known of it when it is registered again with less', async () => {
      const video = newVideo({ recordedAt: new Date('2026-03-01T09:00:00Z'), durationMs: 60_000 });
      await registerVideo(db, video);
      await registerVideo(db, { ...video, recordedAt: undefined, durationMs: null, width: 640, height: 480 });
      const known = (await listVideos(db, 1000)).find(({ key }) => key === video.key);
      expect(known).toMatchObject({ recorded_at: video.recordedAt, duration_ms: 60_000, width: 640 });
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

    test('of a completed video is answered by its run, unless it is to be analyzed anew', async () => {
      const lease = await startRun(db);
      await commitChunk(db, lease, chunk({ completion: { truncated: false } }));
      expect(await claimRun(db, runRequest(lease.videoId))).toMatchObject({
        runId: lease.runId,
        created: false,
      });
      expect(await claimRun(db, runRequest(lease.videoId, { anew: true }))).toMatchObject({ created: true });
    });

    test('of a video whose analysis failed is answered by that run, unless it is to be analyzed anew', async () => {
      const lease = await startRun(db);
      await failRun(db, lease, { code: 'video-unreadable', message: 'clip.mp4: broken' });
      expect(await claimRun(db, runRequest(lease.videoId))).toEqual({
        runId: lease.runId,
        created: false,
        status: 'failed',
      });
      expect(await claimRun(db, runRequest(lease.videoId, { anew: true }))).toMatchObject({ created: true });
      expect(await loadProgress(db, lease.videoId)).toMatchObject({ status: 'queued', progress: 0 });
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

    test('that has expired can be taken by another process', async () => {
      const { runId, token } = await startRun(db);
      await db
        .updateTable('analysis_runs')
        .set({ lease_expires_at: sql`now() - interval '1 second'` })
        .where('id', '=', runId)
        .execute();
      expect((await takeLease(db, runId, 'heir:2')).token).toBe(token + 1);
    });

    test('of a run that has given way to a later one is not to be had', async () => {
      const old = await startRun(db);
      await failRun(db, old, { code: 'internal', message: 'crashed' });
      const { runId } = await claimRun(db, runRequest(old.videoId, { anew: true }));
      await commitChunk(
        db,
        await takeLease(db, runId, 'test:1'),
        chunk({ completion: { truncated: false } }),
      );
      await expect(takeLease(db, old.runId, 'late:1')).rejects.toThrow(LeaseLostError);
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
    test('is saved once, however often it is committed', async () => {
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
      const attributes: PersonAttributes = {
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

    test('that cannot be saved whole is not saved at all', async () => {
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

    test('that is the last completes nothing when what is to be saved with it fails, and can be repeated', async () => {
      const lease = await startRun(db);
      const last = (onComplete: () => Promise<void>) =>
        commitChunk(db, lease, chunk({ completion: { truncated: false, onComplete } }));
      await expect(last(() => Promise.reject(new Error('killed')))).rejects.toThrow('killed');
      expect(await loadProgress(db, lease.videoId)).toMatchObject({ isCompleted: false });
      expect(await listEvents(db, { videoId: lease.videoId, limit: 10 })).toEqual([]);
      await last(async () => undefined);
      expect(await loadProgress(db, lease.videoId)).toMatchObject({ isCompleted: true });
    });
  });

  test('a failed run keeps what it saved and says why', async () => {
    const lease = await startRun(db);
    await commitChunk(db, lease, chunk());
    await failRun(db, lease, { code: 'video-unreadable', message: 'clip.mp4: broken' });
    expect(await loadProgress(db, lease.videoId)).toMatchObject({ status: 'failed', progress: 17 });
    expect(await listEvents(db, { videoId: lease.videoId, limit: 10 })).toHaveLength(1);
  });
});
