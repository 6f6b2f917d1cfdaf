import { describe, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { longestRecordingMs, recordingBefore, streamAnalyzedVideos } from './queries/analyzed-videos.ts';
import { beginRun } from './queries/begin-run.ts';
import { commitChunk } from './queries/chunks.ts';
import { claimRequest } from './queries/claims.ts';
import { listEvents, listEventsOfTracks } from './queries/events.ts';
import { failRun } from './queries/fail-run.ts';
import { releaseLease, takeLease } from './queries/leases.ts';
import { completedRun, lockCameraOf, runBefore } from './queries/neighbors.ts';
import { loadHandOver, readObservations, saveHandOver } from './queries/observations.ts';
import { recordOutcome } from './queries/outcomes.ts';
import { reportProgress } from './queries/progress.ts';
import { rankTexts } from './queries/rank-texts.ts';
import {
  deleteEvents,
  loadContinuations,
  loadRunEvents,
  putEvents,
  saveSettings,
} from './queries/replace-events.ts';
import { findRun } from './queries/runs.ts';
import {
  hasCamera,
  listStores,
  saveStoreConfiguration,
  storeConfiguration,
  storeConfigurationHistory,
} from './queries/stores.ts';
import {
  listStalledRuns,
  noteWaiting,
  reclaimSubmission,
  recordSubmission,
  recordWaitReason,
  releaseSubmission,
} from './queries/submissions.ts';
import { listTracks, listTracksAtEnd, listTracksAtStart, streamTracks } from './queries/tracks.ts';
import { listUnreportedFailures, markDeadLettered } from './queries/unreported-failures.ts';
import { listVideoSummaries, summarizeVideo } from './queries/video-summaries.ts';
import { type DatabaseRole, databaseRoles, prepareRoles } from './roles.ts';
import type { Database } from './schema.ts';
import { backends } from './testing/backends.ts';
import { analysisRequest, chunk, storeOf } from './testing/factories.ts';
import { useDatabase } from './testing/use-database.ts';

describe.each(backends)('a role, on the $name database', ({ open }) => {
  let db: Kysely<Database>;
  useDatabase(open, async (opened) => {
    db = opened;
    await saveStoreConfiguration(db, storeOf('store'));
    await prepareRoles(db);
  });

  /** Does something on a connection that has the privileges of one role and no others. */
  async function as<Result>(role: DatabaseRole, work: (db: Kysely<Database>) => Promise<Result>) {
    return await db.connection().execute(async (connection) => {
      await sql.raw(`set role ${role}`).execute(connection);
      try {
        return await work(connection);
      } finally {
        await sql.raw('reset role').execute(connection);
      }
    });
  }

  const failure = { code: 'unreadable', message: 'not a video' };
  const outcome = {
    ...failure,
    jobId: 'job-1',
    exitCode: 65,
    jobAttempts: 1,
    logStream: 'stream',
    isFinal: true,
  };
  const placed = { storeId: 'store', cameraId: 'store-door' };

  test('dispatcher claims, submits, and records how jobs end', async () => {
    const requested = analysisRequest({ ...placed, videoId: 'dispatched' });
    await as('dispatcher', async (dispatcher) => {
      const { runId } = await claimRequest(dispatcher, requested);
      await releaseSubmission(dispatcher, runId);
      expect(await reclaimSubmission(dispatcher, runId, 30)).toBe(true);
      await recordSubmission(dispatcher, runId, 'job-1');
      await recordWaitReason(dispatcher, runId, 'MISCONFIGURATION');
      await noteWaiting(dispatcher, [runId]);
      const stalled = { statuses: ['submitted'], stalledAfterSeconds: 0, limit: 9 } as const;
      expect(await listStalledRuns(dispatcher, stalled)).toHaveLength(1);
      expect(await recordOutcome(dispatcher, runId, outcome)).toMatchObject({ failure });
      expect(await listUnreportedFailures(dispatcher, { failedBeforeSeconds: 0, limit: 9 })).toHaveLength(1);
      await markDeadLettered(dispatcher, { runId, attempt: 1 });
      await claimRequest(dispatcher, { ...requested, reopens: runId });
      const renewed = await claimRequest(dispatcher, { ...requested, versionId: 'v2' });
      expect(renewed).toMatchObject({ created: true, videoId: 'dispatched' });
    });
  });

  test('runner analyzes in the place of an earlier run, also with other models than before', async () => {
    const requested = analysisRequest({ ...placed, videoId: 'analyzed' });
    const pack = (modelPack: string) => ({ modelPack, settings: {} });
    await as('runner', async (runner) => {
      const before = await takeLease(runner, (await claimRequest(runner, requested)).runId, 'batch:1');
      await commitChunk(runner, before, chunk({ completion: { truncated: false } }));
      const { runId } = await claimRequest(runner, { ...requested, versionId: 'v2' });
      expect(await findRun(runner, runId)).toMatchObject({ status: 'claimed' });
      const lease = await beginRun(runner, await takeLease(runner, runId, 'batch:2'), pack('a@1'));
      await reportProgress(runner, lease, 5);
      await commitChunk(runner, lease, chunk());
      await releaseLease(runner, lease);
      const next = await beginRun(runner, await takeLease(runner, runId, 'batch:2'), pack('b@1'));
      await commitChunk(runner, next, chunk({ completion: { truncated: false } }));
      expect(await listEvents(runner, { videoId: 'analyzed', limit: 9 })).toHaveLength(1);
      await runner.transaction().execute(async (transaction) => {
        await lockCameraOf(transaction, 'analyzed');
        const run = (await completedRun(transaction, 'analyzed'))!;
        expect(await runBefore(transaction, run, { maxGapMs: 0 })).toBeUndefined();
        expect((await readObservations(transaction, run.runId).next()).value).toEqual(chunk().observations);
        await saveHandOver(transaction, run.runId, { tracks: [] });
        expect(await loadHandOver(transaction, run.runId)).toEqual({ tracks: [] });
        expect(await loadContinuations(transaction, 'analyzed')).toEqual([]);
        const [event] = await loadRunEvents(transaction, run);
        await deleteEvents(transaction, run.runId, [event!.eventId]);
        await putEvents(transaction, run.runId, [{ ...event!, continuedIn: 'analyzed' }]);
        expect(await loadContinuations(transaction, 'analyzed')).toEqual([
          { ...event, continuedIn: 'analyzed' },
        ]);
        await saveSettings(transaction, run.runId, {});
      });
      expect(await storeConfiguration(runner, 'store')).toMatchObject({ version: 1 });
    });
  });

  test('runner says why an analysis failed', async () => {
    await as('runner', async (runner) => {
      const { runId } = await claimRequest(runner, analysisRequest({ videoId: 'failed' }));
      await failRun(runner, await takeLease(runner, runId, 'batch:1'), failure);
    });
  });

  test('results_reader reads what the results API answers with', async () => {
    const { runId } = await claimRequest(db, analysisRequest({ videoId: 'read' }));
    await commitChunk(db, await takeLease(db, runId, 'test'), chunk({ completion: { truncated: false } }));
    await as('results_reader', async (reader) => {
      expect(await listVideoSummaries(reader, 99)).not.toEqual([]);
      expect(await summarizeVideo(reader, 'read')).toMatchObject({ status: 'completed' });
      expect(await listEvents(reader, { videoId: 'read', limit: 9 })).toHaveLength(1);
      expect(await listTracks(reader, { videoId: 'read', limit: 9 })).toHaveLength(1);
      const [video] = await Array.fromAsync(streamAnalyzedVideos(reader, { videoId: 'read' }));
      const { runId } = video!;
      expect(await recordingBefore(reader, video!)).toBeUndefined();
      expect(await longestRecordingMs(reader)).toBeGreaterThan(0);
      expect(await Array.fromAsync(streamTracks(reader, { runId }))).toHaveLength(1);
      expect(await listTracksAtStart(reader, { runId, beforeMs: 1000 })).toHaveLength(1);
      expect(await listTracksAtEnd(reader, { runId, fromMs: 0 })).toHaveLength(1);
      expect(await listEventsOfTracks(reader, { runId, trackIds: [1] })).toHaveLength(1);
      expect(await rankTexts(reader, 'walks', ['A man walks.'])).toHaveLength(1);
      expect(await hasCamera(reader, 'nothing')).toBe(false);
    });
  });

  test('store_editor says what stores are, and results_reader sees it', async () => {
    await as('store_editor', async (editor) => {
      await saveStoreConfiguration(editor, storeOf('edited'));
      await saveStoreConfiguration(editor, { ...storeOf('edited'), name: 'Renamed' });
    });
    await as('results_reader', async (reader) => {
      expect(await listStores(reader)).toContainEqual(expect.objectContaining({ id: 'edited', version: 2 }));
      expect(await storeConfigurationHistory(reader, 'edited')).toHaveLength(2);
    });
  });

  test.each<[DatabaseRole, string]>([
    ['dispatcher', 'select from events'],
    ['dispatcher', 'delete from analysis_runs'],
    ['dispatcher', 'insert into stores (id, name, time_zone) values (1, 2, 3)'],
    ['runner', 'delete from videos'],
    ['runner', 'update stores set name = id'],
    ['results_reader', 'update videos set key = id'],
    ['results_reader', 'insert into stores (id, name, time_zone) values (1, 2, 3)'],
    ['store_editor', 'select from events'],
    ['store_editor', 'update store_configurations set version = 1'],
    ['runner', 'delete from store_configurations'],
    ...databaseRoles.flatMap((role): [DatabaseRole, string][] => [
      [role, 'create table mine (id text)'],
      [role, 'drop table events'],
      [role, 'delete from kysely_migration'],
      [role, 'create role other'],
    ]),
  ])('%s may not: %s', async (role, statement) => {
    await expect(as(role, (connection) => sql.raw(statement).execute(connection))).rejects.toThrow(
      /permission denied|must be owner/,
    );
  });

  test('that was given more is back to its own after the next preparation, and prepared by many at once', async () => {
    await sql`grant delete on videos to results_reader`.execute(db);
    await Promise.all(Array.from({ length: 5 }, () => prepareRoles(db)));
    const privileges = await sql<{ mayDelete: boolean; mayRead: boolean }>`
      select has_table_privilege('results_reader', 'videos', 'delete') as "mayDelete",
        has_table_privilege('results_reader', 'videos', 'select') as "mayRead"
    `.execute(db);
    expect(privileges.rows).toEqual([{ mayDelete: false, mayRead: true }]);
  });
});
