import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate } from './migrate.ts';
import type { OpenDatabase } from './open-database.ts';
import { commitChunk } from './queries/chunks.ts';
import { releaseLease, takeLease } from './queries/leases.ts';
import { claimRun } from './queries/runs.ts';
import { registerVideo } from './queries/videos.ts';
import { serverBackends } from './testing/backends.ts';
import { chunk, newVideo, runRequest, startRun } from './testing/factories.ts';

if (serverBackends.length === 0) {
  test.skip('concurrency needs a server: set TEST_DATABASE_URL', () => {});
}

for (const { open } of serverBackends) {
  describe('processes at the same time, on the server', () => {
    let database: OpenDatabase;
    beforeAll(async () => {
      database = await open();
    });
    afterAll(async () => {
      await database[Symbol.asyncDispose]();
    });

    test('claim a video once', async () => {
      const { db } = database;
      const videoId = await registerVideo(db, newVideo());
      const claims = await Promise.all(Array.from({ length: 20 }, () => claimRun(db, runRequest(videoId))));
      expect(claims.filter(({ created }) => created)).toHaveLength(1);
      expect(new Set(claims.map(({ runId }) => runId)).size).toBe(1);
    });

    test('register a video once', async () => {
      const video = newVideo();
      const ids = await Promise.all(Array.from({ length: 20 }, () => registerVideo(database.db, video)));
      expect(new Set(ids).size).toBe(1);
    });

    test('take a lease once', async () => {
      const { db } = database;
      const lease = await startRun(db);
      await releaseLease(db, lease);
      const takes = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) => takeLease(db, lease.runId, `p:${index}`)),
      );
      expect(takes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('store a chunk once', async () => {
      const { db } = database;
      const lease = await startRun(db);
      await Promise.all(Array.from({ length: 5 }, () => commitChunk(db, lease, chunk())));
      const { count } = await db
        .selectFrom('events')
        .select((row) => row.fn.countAll<string>().as('count'))
        .where('run_id', '=', lease.runId)
        .executeTakeFirstOrThrow();
      expect(Number(count)).toBe(1);
    });

    test('migrate without harm', async () => {
      await Promise.all(Array.from({ length: 4 }, () => migrate(database.db)));
    });
  });
}
