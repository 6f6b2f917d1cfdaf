import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BatchFixture, makeQueues, startBatchFixture } from '../testing/batch-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

let batch: BatchFixture;
const started = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = started.use(await temporaryDirectory());
  batch = started.use(
    await startBatchFixture(path, {
      environment: { PATH: process.env['PATH']!, COMMON: 'service', A: 'service' },
    }),
  );
  await makeQueues(batch.client);
});

afterAll(() => started.disposeAsync());

test('a job runs, succeeds, and tells how', async () => {
  const job = await batch.ended(await batch.run('echo out; echo err >&2', {}, { tags: { run: '7' } }));
  expect(job).toMatchObject({
    status: 'SUCCEEDED',
    statusReason: 'Essential container in task exited',
    jobName: 'a-job',
    jobArn: `arn:aws:batch:us-east-1:000000000000:job/${job.jobId}`,
    jobQueue: 'arn:aws:batch:us-east-1:000000000000:job-queue/low',
    jobDefinition: 'arn:aws:batch:us-east-1:000000000000:job-definition/script-1:1',
    tags: { run: '7' },
    container: { exitCode: 0, logStreamName: expect.stringMatching(/^script-1\/default\/[0-9a-f]{32}$/) },
  });
  expect(job.attempts).toHaveLength(1);
  const times = [job.createdAt!, job.startedAt!, job.stoppedAt!];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(await batch.log(job.jobId!)).toBe('out\nerr\n');
});

test.each([
  ['exit 3', 3],
  ['kill -9 $$', 137],
  ['kill -15 $$', 143],
])('%s fails the job with exit code %d', async (script, exitCode) => {
  expect(await batch.ended(await batch.run(script))).toMatchObject({
    status: 'FAILED',
    statusReason: 'Essential container in task exited',
    container: { exitCode },
    attempts: [{ container: { exitCode }, statusReason: 'Essential container in task exited' }],
  });
});

test('a variable of the request goes before the definition, that before the service, and nothing is inherited', async () => {
  await batch.register('variables', 'env', {
    environment: [
      { name: 'A', value: 'definition' },
      { name: 'B', value: 'definition' },
    ],
  });
  const environment = [{ name: 'B', value: 'request' }];
  const jobId = await batch.submit('variables', { containerOverrides: { environment } });
  await batch.ended(jobId);
  const variables = (await batch.log(jobId))
    .split('\n')
    .filter((line) => !/^(PATH|PWD|OLDPWD|SHLVL|_|)(=|$)/.test(line));
  expect(variables.sort()).toEqual([
    'A=definition',
    'AWS_BATCH_JOB_ATTEMPT=1',
    `AWS_BATCH_JOB_ID=${jobId}`,
    'B=request',
    'COMMON=service',
  ]);
});

test('a program that cannot be started fails the job', async () => {
  expect(await batch.ended(await batch.run('', { image: 'missing' }))).toMatchObject({
    status: 'FAILED',
    statusReason: 'Task failed to start',
    container: { reason: expect.stringMatching(/^CannotStartContainerError: .*ENOENT/) },
  });
});

test('arguments that no process can have fail the job', async () => {
  expect(await batch.ended(await batch.run('true\0'))).toMatchObject({
    status: 'FAILED',
    statusReason: 'Task failed to start',
  });
});

test('a job name may be used twice and means two jobs', async () => {
  const jobIds = [await batch.run('true'), await batch.run('true')];
  expect(new Set(jobIds).size).toBe(2);
  for (const jobId of jobIds) expect(await batch.ended(jobId)).toMatchObject({ status: 'SUCCEEDED' });
});

describe('time', () => {
  test('a job that exceeds its time is asked to end, and not retried', async () => {
    const jobId = await batch.run('trap "echo asked; exit 0" TERM; while :; do sleep 0.05; done', {
      timeout: { attemptDurationSeconds: 1 },
      retryStrategy: { attempts: 3 },
    });
    expect(await batch.ended(jobId)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Job attempt duration exceeded timeout',
      attempts: [{ container: { exitCode: 0 }, statusReason: 'Job attempt duration exceeded timeout' }],
    });
    expect(await batch.log(jobId)).toBe('asked\n');
  });

  test('one that does not end when asked is killed', async () => {
    const jobId = await batch.run('trap "" TERM; while :; do sleep 0.05; done', {
      timeout: { attemptDurationSeconds: 1 },
    });
    expect(await batch.ended(jobId)).toMatchObject({ status: 'FAILED', container: { exitCode: 137 } });
  });
});
