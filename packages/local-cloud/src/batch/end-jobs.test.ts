import { TerminateJobCommand } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type BatchFixture, makeQueues, startBatchFixture } from '../testing/batch-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

let batch: BatchFixture;
const started = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = started.use(await temporaryDirectory());
  batch = started.use(await startBatchFixture(path, { capacity: { vcpus: 1, memoryMiB: 1000 } }));
  await makeQueues(batch.client);
});

afterAll(() => started.disposeAsync());

const terminate = (jobId: string) =>
  batch.client.send(new TerminateJobCommand({ jobId, reason: 'not wanted any more' }));

test('a terminated job is asked to end, fails with the reason, and is not retried', async () => {
  const jobId = await batch.run('trap "exit 75" TERM; echo ready; while :; do sleep 0.05; done', {
    retryStrategy: { attempts: 3 },
  });
  await batch.written(jobId, 'ready\n');
  await terminate(jobId);
  expect(await batch.ended(jobId)).toMatchObject({
    status: 'FAILED',
    statusReason: 'not wanted any more',
    isTerminated: true,
    attempts: [{ container: { exitCode: 75 }, statusReason: 'not wanted any more' }],
  });
});

test('a terminated job that does not end when asked is killed', async () => {
  const jobId = await batch.run('trap "" TERM; echo ready; while :; do sleep 0.05; done');
  await batch.written(jobId, 'ready\n');
  await terminate(jobId);
  expect(await batch.ended(jobId)).toMatchObject({ status: 'FAILED', container: { exitCode: 137 } });
});

test('a waiting job that is terminated never starts', async () => {
  const blocker = await batch.run('sleep 60');
  const waiting = await batch.run('true');
  await terminate(waiting);
  expect(await batch.describe(waiting)).toMatchObject({
    status: 'FAILED',
    attempts: [],
    isTerminated: true,
    statusReason: 'not wanted any more',
  });
  await terminate(blocker);
  await batch.ended(blocker);
});

test('a job that has ended cannot be terminated', async () => {
  const jobId = await batch.run('true');
  await batch.ended(jobId);
  await terminate(jobId);
  expect(await batch.describe(jobId)).toMatchObject({ status: 'SUCCEEDED' });
});

test('to terminate a job that does not exist is no error', async () => {
  await expect(terminate('nobody')).resolves.toBeDefined();
});
