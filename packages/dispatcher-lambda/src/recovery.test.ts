import {
  claimRequest,
  failRun,
  findRun,
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
beforeEach(async () => {
  fixture.batch.jobs.length = 0;
  fixture.faults.sqs = null;
  await fixture.database.db.deleteFrom('videos').execute();
});

/** Uploads a video and has its job submitted. */
async function submitted(key: string) {
  await fixture.cloud.putObject(key, 'video');
  await createRequestHandler(fixture.context)(fixture.sqsEvent([requestFor(key)]), lambdaContext);
  const job = fixture.batch.jobs.at(-1)!;
  return { job, runId: runIdOfJobName(job.jobName)! };
}

/** Ends a job, and has its end announced. */
async function end(job: { status: string }, detail: object) {
  Object.assign(job, { status: 'FAILED', ...detail });
  await createOutcomeHandler(fixture.context)({
    source: 'aws.batch',
    'detail-type': 'Batch Job State Change',
    detail: job,
  });
}

const reclaimed = { statusReason: 'Host EC2 (instance i-0) terminated.' };
const timedOut = { statusReason: 'Job attempt duration exceeded timeout', container: { exitCode: 137 } };
/** Reconciles as if every live run were stalled. */
const reconcile = () => createReconciler(fixture.context, 0)();
const stateOf = async (runId: string) => await findRun(fixture.database.db, runId);
const begin = async (runId: string, jobId: string) =>
  await takeLease(fixture.database.db, runId, `batch:${jobId}`);
/** Saves a checkpoint as a chunk does. */
const advance = async (runId: string, checkpoint: object) => {
  const changes = { checkpoint: JSON.stringify(checkpoint) };
  await fixture.database.db.updateTable('analysis_runs').set(changes).where('id', '=', runId).execute();
};
/** Lets the lease of a run run out, as when its holder is killed. */
const abandon = async (runId: string) => {
  const long = new Date(Date.now() - 3_600_000);
  const gone = { lease_expires_at: long, heartbeat_at: long, claimed_at: long };
  await fixture.database.db.updateTable('analysis_runs').set(gone).where('id', '=', runId).execute();
};

describe('when the answer to SubmitJob is lost', () => {
  test('the failure of a second job leaves the run to the first', async () => {
    const { job: first, runId } = await submitted('twice.mp4');
    const unanswered = { status: 'claimed' as const, job_id: null };
    await fixture.database.db.updateTable('analysis_runs').set(unanswered).where('id', '=', runId).execute();
    await begin(runId, first.jobId);
    const second = { ...first, jobId: 'another' };
    for (const detail of [{ container: { exitCode: 75 } }, { status: 'SUCCEEDED' }, reclaimed]) {
      await end(second, detail);
      expect(await stateOf(runId)).toMatchObject({ status: 'running', job_id: first.jobId });
    }
    expect(await fixture.deadLetters('basic')).toHaveLength(0);
  });
});

describe('a run whose job fails for a passing reason', () => {
  test('after progress is resubmitted as often as it takes, and keeps its checkpoint', async () => {
    const { runId } = await submitted('long.mp4');
    for (const chunk of [1, 2, 3, 4, 5]) {
      const job = fixture.batch.jobs.at(-1)!;
      await begin(runId, job.jobId);
      await advance(runId, { chunk });
      await end(job, timedOut);
      await end(job, timedOut);
      await reconcile();
      expect(await stateOf(runId)).toMatchObject({ status: 'submitted', checkpoint: { chunk } });
    }
    expect(fixture.batch.jobs).toHaveLength(6);
    expect(await fixture.deadLetters('basic')).toHaveLength(0);
  });

  test('without progress fails after three jobs, and a redrive resumes it at its checkpoint, once', async () => {
    const { runId } = await submitted('stuck.mp4');
    await advance(runId, { chunk: 7 });
    for (const _ of [1, 2, 3, 4]) {
      const job = fixture.batch.jobs.at(-1)!;
      await end(job, reclaimed);
      await end(job, reclaimed);
      await reconcile();
    }
    expect(fixture.batch.jobs).toHaveLength(4);
    expect(await stateOf(runId)).toMatchObject({ status: 'failed', checkpoint: { chunk: 7 } });
    const [letter, ...others] = await fixture.deadLetters('basic');
    expect(others).toHaveLength(0);
    expect(letter!.MessageAttributes).toMatchObject({
      runId: { StringValue: runId },
      runAttempt: { StringValue: '1' },
    });

    const redriven = requestFor('stuck.mp4', { reopens: runId, reopensAttempt: 1 });
    const handle = createRequestHandler(fixture.context);
    await handle(fixture.sqsEvent([redriven, redriven]), lambdaContext);
    expect(fixture.batch.jobs).toHaveLength(5);
    expect(await stateOf(runId)).toMatchObject({ status: 'submitted', attempt: 2, checkpoint: { chunk: 7 } });
    for (const _ of [1, 2, 3]) {
      await end(fixture.batch.jobs.at(-1)!, reclaimed);
      await reconcile();
    }
    expect(await stateOf(runId)).toMatchObject({ status: 'failed', attempt: 2 });
    await handle(fixture.sqsEvent([redriven]), lambdaContext);
    expect(await stateOf(runId)).toMatchObject({ status: 'failed', attempt: 2 });
    expect(await fixture.deadLetters('basic')).toHaveLength(1);
  });

  test('fails at once when its job was ended on purpose', async () => {
    const { job, runId } = await submitted('terminated.mp4');
    await end(job, { statusReason: 'by the operator', isTerminated: true });
    expect(await stateOf(runId)).toMatchObject({ status: 'failed' });
    expect(await fixture.deadLetters('basic')).toHaveLength(1);
  });
});

describe('a dead letter', () => {
  test('that could not be sent is sent by the reconciler', async () => {
    const { job, runId } = await submitted('unsent.mp4');
    fixture.faults.sqs = new Error('503');
    await expect(end(job, { container: { exitCode: 65 } })).rejects.toThrow('503');
    await reconcile();
    fixture.faults.sqs = null;
    await reconcile();
    await reconcile();
    const letters = await fixture.deadLetters('basic');
    expect(letters.map(({ MessageAttributes }) => MessageAttributes!['exitCode'])).toMatchObject([
      { StringValue: '65' },
    ]);
    expect(await stateOf(runId)).toMatchObject({ dead_lettered_at: expect.any(Date) });
  });

  test('of a run that its worker failed is sent by the reconciler', async () => {
    const { runId } = await submitted('of-a-worker.mp4');
    const lease = await takeLease(fixture.database.db, runId, 'worker:host:1');
    await failRun(fixture.database.db, lease, { code: 'unreadable', message: 'no video' });
    await reconcile();
    const letters = await fixture.deadLetters('basic');
    expect(letters.map(({ MessageAttributes }) => MessageAttributes!['reason'])).toMatchObject([
      { StringValue: 'unreadable' },
    ]);
  });
});

describe('a run that a worker left', () => {
  test('gets a job once its lease has run out', async () => {
    const { runId } = await submitted('left.mp4');
    await takeLease(fixture.database.db, runId, 'worker:host:1');
    await reconcile();
    expect(await stateOf(runId)).toMatchObject({ status: 'running' });
    fixture.batch.jobs.length = 0;
    await abandon(runId);
    await reconcile();
    await reconcile();
    expect(fixture.batch.jobs).toHaveLength(1);
    expect(await stateOf(runId)).toMatchObject({ status: 'submitted', job_id: fixture.batch.jobs[0]!.jobId });
  });
});

describe('the reconciler', () => {
  test('reaches a run whose job has ended behind many whose jobs wait', async () => {
    const { db } = fixture.database;
    const { runId } = await submitted('behind.mp4');
    for (let index = 0; index < 101; index += 1) {
      const source = { bucket: 'raw-videos', key: `waiting/${index}.mp4` };
      const request = requestFor(source.key);
      const claim = await claimRequest(db, { ...source, versionId: '1', tier: 'basic', request });
      await recordSubmission(db, claim.runId, `waiting-${index}`);
      fixture.batch.jobs.push({ ...fixture.batch.jobs[0]!, jobId: `waiting-${index}` });
    }
    Object.assign(fixture.batch.jobs[0]!, { status: 'FAILED', container: { exitCode: 65 } });
    await db.updateTable('analysis_runs').set({ claimed_at: new Date() }).where('id', '=', runId).execute();
    await reconcile();
    expect(await stateOf(runId)).toMatchObject({ status: 'failed' });
    await fixture.deadLetters('basic');
  });
});

describe('a claim', () => {
  test('whose job Batch has ended already is not given that job', async () => {
    const { job, runId } = await submitted('ended.mp4');
    await end(job, reclaimed);
    await releaseSubmission(fixture.database.db, runId);
    await reconcile();
    const { jobId } = fixture.batch.jobs.at(-1)!;
    expect(jobId).not.toBe(job.jobId);
    expect(await stateOf(runId)).toMatchObject({ status: 'submitted', job_id: jobId });
  });
});
