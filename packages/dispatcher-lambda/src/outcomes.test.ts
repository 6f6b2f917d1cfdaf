import { setTimeout as sleep } from 'node:timers/promises';
import {
  commitChunk,
  loadProgress,
  recordSubmission,
  releaseSubmission,
  takeLease,
} from '@deepsentinel/db-schema';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runIdOfJobName } from './job-name.ts';
import { createOutcomeHandler } from './outcome-handler.ts';
import { createReconciler } from './reconciler.ts';
import { createRequestHandler } from './request-handler.ts';
import {
  type DispatcherFixture,
  dispatcherFixture,
  lambdaContext,
  requestFor,
} from './testing/dispatcher-fixture.ts';

let fixture: DispatcherFixture;
beforeAll(async () => {
  fixture = await dispatcherFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(() => {
  fixture.batch.jobs.length = 0;
});

/** Uploads a video and has its job submitted. */
async function submitted(key: string) {
  await fixture.cloud.putObject(key, 'video');
  await createRequestHandler(fixture.context)(fixture.sqsEvent([requestFor(key)]), lambdaContext);
  const job = fixture.batch.jobs.at(-1)!;
  const runId = runIdOfJobName(job.jobName)!;
  const videos = fixture.database.db.selectFrom('videos').select('id').where('key', '=', key);
  const { id: videoId } = await videos.executeTakeFirstOrThrow();
  return { job, runId, videoId };
}

const stateChange = (job: object, detail: object) => ({
  version: '0',
  source: 'aws.batch',
  'detail-type': 'Batch Job State Change',
  detail: { ...job, status: 'FAILED', ...detail },
});
const handle = (event: unknown) => createOutcomeHandler(fixture.context)(event);
const statusOf = async (runId: string) =>
  await fixture.database.db
    .selectFrom('analysis_runs')
    .select(['status', 'error_code', 'exit_code', 'wait_reason'])
    .where('id', '=', runId)
    .executeTakeFirst();
const complete = async (runId: string) => {
  const lease = await takeLease(fixture.database.db, runId, 'test');
  const nothing = { index: 0, tracks: [], events: [], frames: null, observations: null };
  const ended = { checkpoint: null, progress: 100, completion: { truncated: false } };
  await commitChunk(fixture.database.db, lease, { ...nothing, ...ended });
};

describe('the end of a job', () => {
  const attempt = { container: { exitCode: 65, reason: 'unreadable', logStreamName: 'runner/default/1' } };
  const failed = { statusReason: 'Essential container in task exited', attempts: [attempt] };

  test('in failure fails the run and puts the request into the dead-letter queue, once', async () => {
    const { job, runId, videoId } = await submitted('unreadable.mp4');
    await handle(stateChange(job, failed));
    await handle(stateChange(job, failed));
    expect(await statusOf(runId)).toMatchObject({
      status: 'failed',
      error_code: 'job-failed',
      exit_code: 65,
    });
    expect(await loadProgress(fixture.database.db, videoId)).toMatchObject({ status: 'failed' });
    const deadLetters = await fixture.deadLetters('basic');
    expect(deadLetters).toHaveLength(1);
    expect(JSON.parse(deadLetters[0]!.Body!)).toMatchObject({ source: { key: 'unreadable.mp4' } });
    const attributes = Object.entries(deadLetters[0]!.MessageAttributes!).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      reason: 'job-failed',
      detail: expect.stringContaining('Essential container in task exited'),
      runId,
      runAttempt: '1',
      jobId: job.jobId,
      exitCode: '65',
      attempts: '1',
      logStream: 'runner/default/1',
    });
  });

  test('in success of a completed run changes nothing, nor does a late failure', async () => {
    const { job, runId } = await submitted('completed.mp4');
    await complete(runId);
    await handle(stateChange(job, { status: 'SUCCEEDED' }));
    await handle(stateChange(job, failed));
    expect(await statusOf(runId)).toMatchObject({ status: 'completed' });
    expect(await fixture.deadLetters('basic')).toHaveLength(0);
  });

  test('in success without a result leaves the run to another job', async () => {
    const { job, runId } = await submitted('without-result.mp4');
    await handle(stateChange(job, { status: 'SUCCEEDED' }));
    expect(await statusOf(runId)).toMatchObject({ status: 'claimed', error_code: null });
  });

  test('that is none of ours, or a step on the way, changes nothing', async () => {
    const { job, runId } = await submitted('running.mp4');
    await handle(stateChange({ ...job, jobName: 'nightly-report' }, {}));
    await handle(stateChange(job, { status: 'RUNNING' }));
    expect(await statusOf(runId)).toMatchObject({ status: 'submitted' });
  });

  test('in something that is no event is refused', async () => {
    await expect(handle({ detail: {} })).rejects.toThrow('no event of a Batch job');
  });
});

test('a blocked queue leaves its reason with the run that waits', async () => {
  const { job, runId } = await submitted('blocked.mp4');
  const statusReason = 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE';
  const blocked = { status: 'RUNNABLE', statusReason };
  await handle({ ...stateChange(job, blocked), 'detail-type': 'Batch Job Queue Blocked' });
  expect(await statusOf(runId)).toMatchObject({ status: 'submitted', wait_reason: statusReason });
});

describe('the reconciler', () => {
  /** Reconciles as if every live run were stalled. */
  const reconcile = async () => {
    await sleep(5);
    await createReconciler(fixture.context, 0)();
  };

  test('submits what was claimed and never submitted', async () => {
    const { runId } = await submitted('lost-claim.mp4');
    fixture.batch.jobs.length = 0;
    const claimed = { status: 'claimed' as const, job_id: null };
    await fixture.database.db.updateTable('analysis_runs').set(claimed).where('id', '=', runId).execute();
    await releaseSubmission(fixture.database.db, runId);
    await reconcile();
    expect(fixture.batch.jobs.map(({ jobName }) => runIdOfJobName(jobName))).toContain(runId);
    expect(await statusOf(runId)).toMatchObject({ status: 'submitted' });
  });

  test('records ends that nobody announced, and jobs that Batch has forgotten', async () => {
    const ended = await submitted('unheard.mp4');
    Object.assign(ended.job, { status: 'FAILED', container: { exitCode: 65 } });
    const lost = await submitted('forgotten.mp4');
    fixture.batch.jobs.pop();
    await fixture.deadLetters('basic');
    for (const _ of [1, 2, 3]) {
      await reconcile();
      fixture.batch.jobs.length = 1;
    }
    expect(await statusOf(ended.runId)).toMatchObject({ status: 'failed', error_code: 'job-failed' });
    expect(await statusOf(lost.runId)).toMatchObject({ status: 'failed', error_code: 'job-lost' });
    expect((await fixture.deadLetters('basic')).length).toBeGreaterThanOrEqual(2);
  });

  test('leaves a job alone that has begun after a long wait and has said nothing yet', async () => {
    const { job } = await submitted('late.mp4');
    Object.assign(job, { status: 'RUNNING', startedAt: Date.now() + 60_000 });
    await reconcile();
    expect(job.status).toBe('RUNNING');
  });

  test('ends a job that runs without a sign of life', async () => {
    const { job, runId } = await submitted('zombie.mp4');
    Object.assign(job, { status: 'RUNNING', startedAt: Date.now() - 60_000 });
    await recordSubmission(fixture.database.db, runId, job.jobId);
    await reconcile();
    expect(job).toMatchObject({ status: 'FAILED', statusReason: expect.stringContaining('no heartbeat') });
  });
});
