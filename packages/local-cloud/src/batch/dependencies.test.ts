import type { JobDetail } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../storage/test-storage.ts';
import { makeQueues, startTestBatch, type TestBatch } from './test-batch.ts';

let batch: TestBatch;
const parts = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = parts.use(await temporaryDirectory());
  batch = parts.use(await startTestBatch(path));
  await makeQueues(batch.client);
});

afterAll(() => parts.disposeAsync());

const failOn = (index: number) => `[ $AWS_BATCH_JOB_ARRAY_INDEX != ${index} ]`;
const statuses = (jobs: readonly JobDetail[]) => jobs.map(({ status }) => status);
const children = (jobId: string, size: number) =>
  Promise.all(Array.from({ length: size }, (_, index) => batch.ended(`${jobId}:${index}`)));

describe('arrays', () => {
  test('run once for each index, and succeed when all have', async () => {
    const jobId = await batch.submit('echo $AWS_BATCH_JOB_ARRAY_INDEX of $AWS_BATCH_JOB_ID', {
      arrayProperties: { size: 3 },
    });
    expect(await batch.ended(jobId)).toMatchObject({
      status: 'SUCCEEDED',
      attempts: [],
      arrayProperties: { size: 3, statusSummary: { SUCCEEDED: 3 } },
    });
    expect(await batch.describe(`${jobId}:2`)).toMatchObject({ arrayProperties: { index: 2 } });
    expect(await batch.log(`${jobId}:2`)).toBe(`2 of ${jobId}:2\n`);
  });

  test('fail when one has, but only after all have ended', async () => {
    const jobId = await batch.submit(failOn(0), { arrayProperties: { size: 3 } });
    expect(await batch.ended(jobId)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Array Child Job failed',
      arrayProperties: { statusSummary: { SUCCEEDED: 2, FAILED: 1 } },
    });
  });

  test('retry each child by itself', async () => {
    const jobId = await batch.submit('[ $AWS_BATCH_JOB_ATTEMPT$AWS_BATCH_JOB_ARRAY_INDEX != 11 ]', {
      arrayProperties: { size: 2 },
      retryStrategy: { attempts: 2 },
    });
    const ended = await children(jobId, 2);
    expect(ended.map(({ attempts }) => attempts!.length)).toEqual([1, 2]);
    expect(await batch.ended(jobId)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('dependencies', () => {
  test('a job waits for another one, and starts when that has succeeded', async () => {
    const first = await batch.submit('sleep 0.2');
    const second = await batch.submit('true', { dependsOn: [{ jobId: first }] });
    expect(await batch.describe(second)).toMatchObject({ status: 'PENDING', dependsOn: [{ jobId: first }] });
    const { startedAt, status } = await batch.ended(second);
    expect(status).toBe('SUCCEEDED');
    expect(startedAt!).toBeGreaterThanOrEqual((await batch.describe(first)).stoppedAt!);
  });

  test('a job fails with the one that it waits for, and so does what waits for it', async () => {
    const first = await batch.submit('sleep 0.1; exit 1');
    const second = await batch.submit('true', { dependsOn: [{ jobId: first }] });
    const third = await batch.submit('true', { dependsOn: [{ jobId: second }] });
    const expected = { status: 'FAILED', statusReason: 'Dependent Job failed', attempts: [] };
    for (const jobId of [second, third]) expect(await batch.ended(jobId)).toMatchObject(expected);
  });

  test('what has ended before decides at once', async () => {
    const good = await batch.submit('true');
    const bad = await batch.submit('false');
    await batch.ended(good);
    await batch.ended(bad);
    const ids = [good, bad].map((jobId) => batch.submit('true', { dependsOn: [{ jobId }] }));
    const ended = await Promise.all(ids.map(async (jobId) => batch.ended(await jobId)));
    expect(statuses(ended)).toEqual(['SUCCEEDED', 'FAILED']);
  });

  test('one index waits for the same index of another array (N_TO_N)', async () => {
    const first = await batch.submit(failOn(1), { arrayProperties: { size: 3 } });
    const second = await batch.submit('true', {
      arrayProperties: { size: 3 },
      dependsOn: [{ jobId: first, type: 'N_TO_N' }],
    });
    expect(statuses(await children(second, 3))).toEqual(['SUCCEEDED', 'FAILED', 'SUCCEEDED']);
    expect(await batch.ended(second)).toMatchObject({ status: 'FAILED' });
  });

  test('one index waits for the index before (SEQUENTIAL)', async () => {
    const jobId = await batch.submit(failOn(1), {
      arrayProperties: { size: 4 },
      dependsOn: [{ type: 'SEQUENTIAL' }],
    });
    const ended = await children(jobId, 4);
    expect(statuses(ended)).toEqual(['SUCCEEDED', 'FAILED', 'FAILED', 'FAILED']);
    expect(ended[1]!.startedAt!).toBeGreaterThanOrEqual(ended[0]!.stoppedAt!);
    expect(ended[3]).toMatchObject({ statusReason: 'Dependent Job failed', attempts: [] });
  });

  test.each([
    [
      'nobody',
      { dependsOn: [{ jobId: 'nobody' }] },
      'Job nobody, which this job depends on, does not exist.',
    ],
    ['no job', { dependsOn: [{}] }, 'dependsOn needs a jobId.'],
    [
      'another index, without being an array',
      { dependsOn: [{ type: 'SEQUENTIAL' as const }] },
      'A dependency of type SEQUENTIAL is for array jobs.',
    ],
  ])('a job cannot wait for %s', async (_, request, message) => {
    await expect(batch.submit('true', request)).rejects.toThrow(message);
  });
});
