import { retryStrategy } from '@deepsentinel/queue-contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type BatchFixture,
  isRunning,
  makeQueues,
  startBatchFixture,
  until,
} from '../testing/batch-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

let batch: BatchFixture;
const started = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = started.use(await temporaryDirectory());
  batch = started.use(await startBatchFixture(path));
  await makeQueues(batch.client);
});

afterAll(() => started.disposeAsync());

const hostTerminated = /^Host EC2 \(instance i-[0-9a-f]{17}\) terminated\.$/;

test('a failed job is tried again as often as its strategy says, and counts its attempts', async () => {
  const jobId = await batch.run('echo $AWS_BATCH_JOB_ATTEMPT; exit $AWS_BATCH_JOB_ATTEMPT', {
    retryStrategy: { attempts: 3 },
  });
  const job = await batch.ended(jobId);
  expect(job).toMatchObject({ status: 'FAILED', container: { exitCode: 3 } });
  expect(job.attempts!.map(({ container }) => container!.exitCode)).toEqual([1, 2, 3]);
  expect(new Set(job.attempts!.map(({ container }) => container!.logStreamName)).size).toBe(3);
  expect(await batch.log(jobId)).toBe('3\n');
});

test('a job that succeeds when tried again has succeeded', async () => {
  const jobId = await batch.run('[ $AWS_BATCH_JOB_ATTEMPT = 2 ]', { retryStrategy: { attempts: 3 } });
  expect(await batch.ended(jobId)).toMatchObject({
    status: 'SUCCEEDED',
    container: { exitCode: 0 },
    attempts: [{ container: { exitCode: 1 } }, { container: { exitCode: 0 } }],
  });
});

test('an exit code that the strategy exits on is not retried, whatever the case of the action', async () => {
  const jobId = await batch.run('exit 65', {
    retryStrategy: { attempts: 3, evaluateOnExit: [{ onExitCode: '65', action: 'exit' as 'EXIT' }] },
  });
  const job = await batch.ended(jobId);
  expect(job).toMatchObject({ status: 'FAILED', container: { exitCode: 65 } });
  expect(job.attempts).toHaveLength(1);
});

test('a reclaimed attempt has no exit code, and the strategy decides by the reason', async () => {
  const jobId = await batch.run('[ $AWS_BATCH_JOB_ATTEMPT = 2 ] || sleep 60', {
    retryStrategy: {
      attempts: 2,
      evaluateOnExit: [
        { onStatusReason: 'Host EC2*', action: 'RETRY' },
        { onReason: '*', action: 'EXIT' },
      ],
    },
  });
  await batch.reach(jobId, 'RUNNING');
  await batch.reclaim(jobId);
  const job = await batch.ended(jobId);
  expect(job).toMatchObject({ status: 'SUCCEEDED', attempts: [{}, { container: { exitCode: 0 } }] });
  expect(job.attempts![0]!.statusReason).toMatch(hostTerminated);
  expect(job.attempts![0]!.container!.exitCode).toBeUndefined();
});

test("the tiers' strategy survives failed starts and an interruption of Fargate Spot", async () => {
  const failures = [
    { statusReason: 'Timeout waiting for network interface provisioning to complete.' },
    { statusReason: 'Task failed to start', reason: 'ResourceInitializationError: unable to pull secrets' },
  ];
  batch.failStarts(failures);
  const jobId = await batch.run('[ $AWS_BATCH_JOB_ATTEMPT = 4 ] || sleep 60', {
    retryStrategy: { ...retryStrategy, attempts: 4, evaluateOnExit: [...retryStrategy.evaluateOnExit] },
    platformCapabilities: ['FARGATE'],
  });
  await batch.reach(jobId, 'RUNNING');
  await batch.reclaim(jobId);
  const job = await batch.ended(jobId);
  const interrupted = { statusReason: 'Your Spot Task was interrupted.' };
  expect(job).toMatchObject({
    status: 'SUCCEEDED',
    attempts: [...failures.map(({ statusReason }) => ({ statusReason })), interrupted, {}],
  });
});

test('only a running job can be reclaimed', async () => {
  const jobId = await batch.run('true');
  await batch.ended(jobId);
  await expect(batch.reclaim(jobId)).rejects.toThrow(`Job ${jobId} is not running.`);
});

test('what a process leaves behind ends with it', async () => {
  const jobId = await batch.run('sleep 60 & echo $!');
  await batch.ended(jobId);
  const pid = Number(await batch.log(jobId));
  await until(
    () => isRunning(pid),
    (running) => !running,
  );
});
