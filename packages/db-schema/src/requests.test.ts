import { describe, expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import { ClaimError, LeaseLostError } from './errors.ts';
import { beginRun } from './queries/begin-run.ts';
import { commitChunk } from './queries/chunks.ts';
import { claimRequest, type RequestedAnalysis } from './queries/claims.ts';
import { listEvents } from './queries/events.ts';
import { renewLease, takeLease } from './queries/leases.ts';
import { type RunOutcome, recordOutcome } from './queries/outcomes.ts';
import { loadProgress, reportProgress } from './queries/progress.ts';
import { saveStoreConfiguration } from './queries/stores.ts';
import {
  listStalledRuns,
  noteWaiting,
  reclaimSubmission,
  recordSubmission,
  recordWaitReason,
  releaseSubmission,
} from './queries/submissions.ts';
import { findUnreportedFailure, markDeadLettered } from './queries/unreported-failures.ts';
import { listVideoSummaries, summarizeVideo } from './queries/video-summaries.ts';
import { findRecording } from './queries/videos.ts';
import type { Database } from './schema.ts';
import { backends } from './testing/backends.ts';
import { analysisRequest, chunk, storeOf } from './testing/factories.ts';
import { useDatabase } from './testing/use-database.ts';

const killed: RunOutcome = {
  jobId: 'job-1',
  isFinal: true,
  code: 'job-failed',
  message: 'Host EC2 (instance i-0) terminated.',
  exitCode: null,
  jobAttempts: 3,
  logStream: 'batch-runner/default/1',
};

describe.each(backends)('requests, on the $name database', ({ open }) => {
  let db: Kysely<Database>;
  useDatabase(open, (opened) => {
    db = opened;
  });

  const runOf = (id: string) =>
    db.selectFrom('analysis_runs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const begin = async (requested: RequestedAnalysis, owner = 'batch:job-1') => {
    const claim = await claimRequest(db, requested);
    return { ...claim, lease: await takeLease(db, claim.runId, owner) };
  };

  describe('a claim', () => {
    test('of one object version is made once, however many ask at once', async () => {
      const requested = analysisRequest();
      const claims = await Promise.all(Array.from({ length: 20 }, () => claimRequest(db, requested)));
      expect(claims.filter(({ created }) => created)).toHaveLength(1);
      expect(new Set(claims.map(({ runId }) => runId)).size).toBe(1);
    });

    test('finds the video of the version, whatever id the request gives it', async () => {
      const requested = analysisRequest();
      const { videoId } = await claimRequest(db, requested);
      expect(await claimRequest(db, { ...requested, videoId: 'another' })).toMatchObject({
        videoId,
        created: false,
      });
    });

    test('of a new version goes on under the id of the video and ends the run of the old one', async () => {
      const requested = analysisRequest({ videoId: 'renewed' });
      const old = await begin(requested);
      const next = await claimRequest(db, { ...requested, versionId: 'v2' });
      expect(next).toMatchObject({ videoId: 'renewed', created: true });
      expect(await runOf(old.runId)).toMatchObject({ status: 'failed', error_code: 'superseded' });
      await expect(renewLease(db, old.lease)).rejects.toThrow(LeaseLostError);
    });

    test('keeps the results of the old version until those of the new one are complete', async () => {
      const requested = analysisRequest();
      const old = await begin({ ...requested, videoId: 'kept' });
      await commitChunk(db, old.lease, chunk({ completion: { truncated: false } }));
      const next = await begin({ ...requested, videoId: 'kept', versionId: 'v2' });
      expect(await listEvents(db, { videoId: 'kept', limit: 9 })).toHaveLength(1);
      await commitChunk(db, next.lease, chunk({ events: [], completion: { truncated: false } }));
      expect(await listEvents(db, { videoId: 'kept', limit: 9 })).toHaveLength(0);
    });

    test.each([
      ['an id that another object has', { videoId: 'taken' }, 'video-id-taken'],
      ['a store that nobody registered', { storeId: 'nowhere' }, 'unknown-store'],
      ['a camera that nobody registered', { cameraId: 'nowhere' }, 'unknown-camera'],
    ])('with %s is refused for good', async (_case, overrides, code) => {
      await claimRequest(db, analysisRequest({ videoId: 'taken' })).catch(() => null);
      const refused = claimRequest(db, analysisRequest(overrides));
      await expect(refused).rejects.toThrow(ClaimError);
      await expect(refused).rejects.toMatchObject({ code });
    });

    test('takes the store from the camera, and no camera of another store', async () => {
      await saveStoreConfiguration(db, storeOf('claimed-store'));
      await saveStoreConfiguration(db, storeOf('other-store'));
      const { videoId } = await claimRequest(db, analysisRequest({ cameraId: 'claimed-store-door' }));
      expect(await findRecording(db, videoId)).toMatchObject({
        storeId: 'claimed-store',
        cameraId: 'claimed-store-door',
      });
      const mixed = { storeId: 'other-store', cameraId: 'claimed-store-door' };
      await expect(claimRequest(db, analysisRequest(mixed))).rejects.toMatchObject({
        code: 'unknown-camera',
      });
    });

    test('of a failed run opens it again only for a redrive that names it, and only once', async () => {
      const requested = analysisRequest();
      const { runId } = await claimRequest(db, requested);
      await recordOutcome(db, runId, killed);
      expect(await claimRequest(db, requested)).toMatchObject({ runId, created: false, status: 'failed' });
      const redriven = { ...requested, reopens: runId, reopensAttempt: 1 };
      const claims = await Promise.all([redriven, redriven].map((each) => claimRequest(db, each)));
      expect(claims).toContainEqual(expect.objectContaining({ runId, created: true }));
      expect(claims).toContainEqual(expect.objectContaining({ runId, created: false, status: 'claimed' }));
      // What is said late of the first attempt does not touch the second.
      await markDeadLettered(db, { runId, attempt: 1 });
      expect(await recordOutcome(db, runId, killed)).toEqual({ kind: 'nothing' });
      await recordOutcome(db, runId, { ...killed, jobId: 'job-2' });
      expect(await claimRequest(db, redriven)).toMatchObject({ runId, created: false, status: 'failed' });
      expect(await findUnreportedFailure(db, runId)).toMatchObject({ attempt: 2, jobId: null });
    });
  });

  describe('a submission', () => {
    test('is taken over by one of several when nobody has spoken of it for long', async () => {
      const { runId } = await claimRequest(db, analysisRequest());
      expect(await reclaimSubmission(db, runId, 60)).toBe(false);
      await releaseSubmission(db, runId);
      const takers = await Promise.all(Array.from({ length: 5 }, () => reclaimSubmission(db, runId, 60)));
      expect(takers.filter(Boolean)).toHaveLength(1);
    });

    test('is recorded also when the job has begun before', async () => {
      const { runId } = await begin(analysisRequest());
      await recordSubmission(db, runId, 'job-1');
      expect(await runOf(runId)).toMatchObject({ status: 'running', job_id: 'job-1' });
    });

    test('is not recorded when the job has ended before, and its end counts once', async () => {
      const { runId, lease } = await begin(analysisRequest());
      const ended = { ...killed, isFinal: false };
      for (const kind of ['resubmit', 'nothing'])
        expect(await recordOutcome(db, runId, ended)).toEqual({ kind });
      await recordSubmission(db, runId, 'job-1');
      expect(await runOf(runId)).toMatchObject({ status: 'claimed', job_id: null, fruitless_jobs: 1 });
      await expect(commitChunk(db, lease, chunk())).rejects.toThrow(LeaseLostError);
    });

    test('keeps the reason for which its job waits', async () => {
      const { runId } = await claimRequest(db, analysisRequest());
      await recordSubmission(db, runId, 'job-1');
      await recordWaitReason(db, runId, 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT');
      expect(await runOf(runId)).toMatchObject({
        status: 'submitted',
        wait_reason: expect.stringContaining('REQUIREMENT'),
      });
    });

    test('whose job is known to wait is looked at after the others', async () => {
      const [first, second] = [
        await claimRequest(db, analysisRequest()),
        await claimRequest(db, analysisRequest()),
      ];
      for (const { runId } of [first, second]) await recordSubmission(db, runId, `job-of-${runId}`);
      await noteWaiting(db, [first.runId]);
      const due = { statuses: ['submitted'], stalledAfterSeconds: 0, limit: 1000 } as const;
      const stalled = await listStalledRuns(db, due);
      const order = stalled.map(({ runId }) => runId);
      expect(order.indexOf(first.runId)).toBeGreaterThan(order.indexOf(second.runId));
    });

    test('that stalls is listed with its request', async () => {
      const requested = analysisRequest({ tier: 'basic' });
      const { runId, videoId } = await claimRequest(db, requested);
      await releaseSubmission(db, runId);
      const due = { statuses: ['claimed'], stalledAfterSeconds: 60, limit: 100 } as const;
      const stalled = await listStalledRuns(db, due);
      expect(stalled).toContainEqual({
        runId,
        videoId,
        status: 'claimed',
        jobId: null,
        request: requested.request,
      });
    });
  });

  describe('an outcome', () => {
    test('fails the live run and its video, and cuts off a zombie', async () => {
      const { runId, videoId, lease } = await begin(analysisRequest());
      const failure = { runId, code: 'job-failed', message: killed.message };
      expect(await recordOutcome(db, runId, killed)).toMatchObject({ failure });
      expect(await loadProgress(db, videoId)).toMatchObject({ status: 'failed' });
      await expect(commitChunk(db, lease, chunk())).rejects.toThrow(LeaseLostError);
    });

    test('is to be reported until it has been, and never after', async () => {
      const { runId } = await claimRequest(db, analysisRequest());
      for (const _ of [1, 2])
        expect(await recordOutcome(db, runId, killed)).toMatchObject({ kind: 'failed' });
      await markDeadLettered(db, { runId, attempt: 1 });
      expect(await recordOutcome(db, runId, killed)).toEqual({ kind: 'nothing' });
    });

    test('of a second job of the run says nothing of the first', async () => {
      const { runId, lease } = await begin(analysisRequest());
      await recordSubmission(db, runId, 'job-1');
      expect(await recordOutcome(db, runId, { ...killed, jobId: 'job-2' })).toEqual({ kind: 'nothing' });
      await renewLease(db, lease);
    });

    test('that comes after the run was completed changes nothing', async () => {
      const { runId, videoId, lease } = await begin(analysisRequest());
      await commitChunk(db, lease, chunk({ completion: { truncated: false } }));
      expect(await recordOutcome(db, runId, killed)).toEqual({ kind: 'nothing' });
      expect(await loadProgress(db, videoId)).toMatchObject({ status: 'completed', progress: 100 });
    });
  });

  test('a video is summed up with its latest run', async () => {
    const { runId, videoId } = await begin(analysisRequest({ tier: 'premium' }));
    await recordOutcome(db, runId, killed);
    const summary = { videoId, runId, tier: 'premium', attempt: 1, status: 'failed', runStatus: 'failed' };
    expect(await summarizeVideo(db, videoId)).toMatchObject({ ...summary, errorMessage: killed.message });
    expect(await listVideoSummaries(db, 100)).toContainEqual(expect.objectContaining(summary));
    expect(await summarizeVideo(db, 'nowhere')).toBeUndefined();
  });

  describe('a run', () => {
    const pack = { modelPack: 'embedded@1.0.0', settings: { activeFps: 5 } };

    test('is taken up by the next attempt of the same job without waiting', async () => {
      const { runId, lease } = await begin(analysisRequest());
      await commitChunk(db, lease, chunk());
      const next = await takeLease(db, runId, 'batch:job-1');
      expect(next.checkpoint).toEqual({ nextChunkIndex: 1 });
      await expect(takeLease(db, runId, 'batch:job-2')).rejects.toThrow('is being worked on');
    });

    test('begins anew with other models, without what the old ones found', async () => {
      const { videoId, lease } = await begin(analysisRequest());
      const begun = await beginRun(db, lease, pack);
      await commitChunk(db, begun, chunk());
      expect(await beginRun(db, { ...begun, checkpoint: 'kept' }, pack)).toMatchObject({
        checkpoint: 'kept',
      });
      const anew = await beginRun(db, { ...begun, checkpoint: 'kept' }, { ...pack, modelPack: 'other@2' });
      expect(anew.checkpoint).toBeNull();
      expect(await listEvents(db, { videoId, limit: 9 })).toHaveLength(0);
    });

    test('begins anew behind a checkpoint from which the analysis cannot go on', async () => {
      const { videoId, lease } = await begin(analysisRequest());
      const begun = await beginRun(db, lease, pack);
      await commitChunk(db, begun, chunk());
      const kept = { ...begun, checkpoint: 'of version 2' };
      const start = (version: string) => ({
        ...pack,
        canResume: (checkpoint: unknown) => checkpoint === `of version ${version}`,
      });
      expect(await beginRun(db, kept, start('2'))).toMatchObject({ checkpoint: 'of version 2' });
      expect(await beginRun(db, kept, start('3'))).toMatchObject({ checkpoint: null });
      expect(await listEvents(db, { videoId, limit: 9 })).toHaveLength(0);
    });

    test('reports progress that never goes back', async () => {
      const { videoId, lease } = await begin(analysisRequest());
      for (const progress of [12.7, 3, null]) await reportProgress(db, lease, progress);
      expect(await loadProgress(db, videoId)).toMatchObject({ progress: 12 });
    });
  });
});
