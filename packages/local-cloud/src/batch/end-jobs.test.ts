import { CancelJobCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../storage/test-storage.ts';
import { makeQueues, startTestBatch, type TestBatch, until } from './test-batch.ts';

let batch: TestBatch;
const parts = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = parts.use(await temporaryDirectory());
  batch = parts.use(await startTestBatch(path, { capacity: { vcpus: 1, memoryMiB: 1000, gpus: 0 } }));
  await makeQueues(batch.client);
});

afterAll(() => parts.disposeAsync());

const terminate = (jobId: string) =>
  batch.client.send(new TerminateJobCommand({ jobId, reason: 'not wanted any more' }));
const cancel = (jobId: string) =>
  batch.client.send(new CancelJobCommand({ jobId, reason: 'submitted by mistake' }));

test('a terminated job is asked to end, fails with the reason, and is not retried', async () => {
  const jobId = await batch.submit('trap "exit 75" TERM; echo ready; while :; do sleep 0.05; done', {
    retryStrategy: { attempts: 3 },
  });
  await until(
    () => batch.log(jobId).catch(() => ''),
    (log) => log === 'ready\n',
  );
  await terminate(jobId);
  expect(await batch.ended(jobId)).toMatchObject({
    status: 'FAILED',
    statusReason: 'not wanted any more',
    isTerminated: true,
    attempts: [{ container: { exitCode: 75 }, statusReason: 'not wanted any more' }],
  });
});

test('a terminated job that does not end when asked is killed', async () => {
  const jobId = await batch.submit('trap "" TERM; echo ready; while :; do sleep 0.05; done');
  await until(
    () => batch.log(jobId).catch(() => ''),
    (log) => log === 'ready\n',
  );
  await terminate(jobId);
  expect(await batch.ended(jobId)).toMatchObject({ status: 'FAILED', container: { exitCode: 137 } });
});

test('a waiting job can be cancelled or terminated, and never starts', async () => {
  const blocker = await batch.submit('sleep 60');
  const waiting = [await batch.submit('true'), await batch.submit('true')] as const;
  await cancel(waiting[0]);
  await terminate(waiting[1]);
  const expected = { status: 'FAILED', attempts: [] };
  const cancelled = { ...expected, isCancelled: true, statusReason: 'submitted by mistake' };
  expect(await batch.describe(waiting[0])).toMatchObject(cancelled);
  expect(await batch.describe(waiting[1])).toMatchObject({ ...expected, isTerminated: true });
  await terminate(blocker);
  await batch.ended(blocker);
});

test('a running job cannot be cancelled, nor can one that has ended be terminated', async () => {
  const jobId = await batch.submit('sleep 0.3');
  await batch.reach(jobId, 'RUNNING');
  await cancel(jobId);
  expect(await batch.ended(jobId)).toMatchObject({ status: 'SUCCEEDED' });
  await terminate(jobId);
  expect(await batch.describe(jobId)).toMatchObject({ status: 'SUCCEEDED' });
});

test('an array ends with its children', async () => {
  const jobId = await batch.submit('sleep 60', { arrayProperties: { size: 3 } });
  await batch.reach(`${jobId}:0`, 'RUNNING');
  await terminate(jobId);
  expect(await batch.ended(jobId)).toMatchObject({
    status: 'FAILED',
    arrayProperties: { size: 3, statusSummary: { FAILED: 3 } },
  });
});

test('to end a job that does not exist is no error', async () => {
  await expect(terminate('nobody')).resolves.toBeDefined();
  await expect(cancel('nobody')).resolves.toBeDefined();
});
