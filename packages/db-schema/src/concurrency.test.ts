import { describe, expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import { LeaseLostError } from './errors.ts';
import { openDatabase } from './open-database.ts';
import { commitChunk } from './queries/chunks.ts';
import { listEvents } from './queries/events.ts';
import { releaseLease, renewLease, takeLease } from './queries/leases.ts';
import { claimRun } from './queries/runs.ts';
import { registerVideo } from './queries/videos.ts';
import type { Database } from './schema.ts';
import { backends, TEST_DATABASE_URL } from './testing/backends.ts';
import { createDatabase } from './testing/empty-database.ts';
import { chunk, newVideo, runRequest, startRun } from './testing/factories.ts';
import { useDatabase } from './testing/use-database.ts';

// The embedded database serializes what a server does at the same time; the outcome must be the same.
describe.each(backends)('at the same time, on the $name database', ({ open }) => {
  let db: Kysely<Database>;
  useDatabase(open, (opened) => {
    db = opened;
  });

  test('many claims of a video make one run', async () => {
    const videoId = await registerVideo(db, newVideo());
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimRun(db, runRequest(videoId))));
    expect(claims.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(claims.map(({ runId }) => runId)).size).toBe(1);
  });

  test('many registrations of a video make one row', async () => {
    const video = newVideo();
    const ids = await Promise.all(Array.from({ length: 20 }, () => registerVideo(db, video)));
    expect(new Set(ids).size).toBe(1);
  });

  test('one of many takes a lease', async () => {
    const lease = await startRun(db);
    await releaseLease(db, lease);
    const takes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => takeLease(db, lease.runId, `p:${index}`)),
    );
    expect(takes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a chunk is saved once, whoever renews the lease meanwhile', async () => {
    const lease = await startRun(db);
    const commits = Array.from({ length: 5 }, () => commitChunk(db, lease, chunk()));
    await Promise.all([...commits, renewLease(db, lease)]);
    expect(await listEvents(db, { videoId: lease.videoId, limit: 10 })).toHaveLength(1);
  });

  test('a claim that replaces a run and the commits of that run do not block each other', async () => {
    for (let round = 0; round < 10; round++) {
      const zombie = await startRun(db);
      await releaseLease(db, zombie);
      const other = runRequest(zombie.videoId, { settings: { round }, anew: true });
      const [claim, ...commits] = await Promise.allSettled([
        claimRun(db, other),
        ...Array.from({ length: 4 }, (_, index) => commitChunk(db, zombie, chunk({ index }))),
      ]);
      expect(claim).toMatchObject({ status: 'fulfilled' });
      for (const commit of commits) {
        if (commit.status === 'rejected') expect(commit.reason).toBeInstanceOf(LeaseLostError);
      }
    }
  });
});

(TEST_DATABASE_URL ? test : test.skip)('processes that open an empty database migrate it once', async () => {
  await using empty = await createDatabase(TEST_DATABASE_URL!);
  const databases = await Promise.all(Array.from({ length: 6 }, () => openDatabase(empty.url)));
  const video = newVideo();
  const ids = await Promise.all(databases.map(({ db }) => registerVideo(db, video)));
  expect(new Set(ids).size).toBe(1);
  for (const database of databases) await database[Symbol.asyncDispose]();
});
