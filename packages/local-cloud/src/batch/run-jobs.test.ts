import { RegisterJobDefinitionCommand } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../storage/test-storage.ts';
import { makeQueues, startTestBatch, type TestBatch } from './test-batch.ts';

let batch: TestBatch;
const parts = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = parts.use(await temporaryDirectory());
  batch = parts.use(
    await startTestBatch(path, {
      environment: { PATH: process.env['PATH']!, COMMON: 'service', A: 'service' },
    }),
  );
  await makeQueues(batch.client);
});

afterAll(() => parts.disposeAsync());

const resourceRequirements = [
  { type: 'VCPU' as const, value: '1' },
  { type: 'MEMORY' as const, value: '100' },
];

test('a job runs, succeeds, and tells how', async () => {
  const job = await batch.ended(await batch.submit('echo out; echo err >&2', { tags: { run: '7' } }));
  expect(job).toMatchObject({
    status: 'SUCCEEDED',
    statusReason: 'Essential container in task exited',
    jobName: 'a-job',
    jobArn: `arn:aws:batch:us-east-1:000000000000:job/${job.jobId}`,
    jobQueue: 'arn:aws:batch:us-east-1:000000000000:job-queue/low',
    jobDefinition: 'arn:aws:batch:us-east-1:000000000000:job-definition/script:1',
    tags: { run: '7' },
    container: { exitCode: 0, logStreamName: expect.stringMatching(/^script\/default\/[0-9a-f]{32}$/) },
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
  expect(await batch.ended(await batch.submit(script))).toMatchObject({
    status: 'FAILED',
    statusReason: 'Essential container in task exited',
    container: { exitCode },
    attempts: [{ container: { exitCode }, statusReason: 'Essential container in task exited' }],
  });
});

test('the environment comes from service, definition and request, the later one first, and holds nothing else', async () => {
  const environment = [
    { name: 'A', value: 'definition' },
    { name: 'B', value: 'definition' },
  ];
  await batch.client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'variables',
      type: 'container',
      containerProperties: { image: 'shell', resourceRequirements, environment },
    }),
  );
  const jobId = await batch.submit('', {
    jobDefinition: 'variables',
    containerOverrides: { command: ['env'], environment: [{ name: 'B', value: 'request' }] },
  });
  await batch.ended(jobId);
  const variables = (await batch.log(jobId))
    .split('\n')
    .filter((line) => !/^(PATH|PWD|OLDPWD|SHLVL|_|)(=|$)/.test(line));
  expect(variables.sort()).toEqual([
    'A=definition',
    'AWS_BATCH_JOB_ATTEMPT=1',
    `AWS_BATCH_JOB_ID=${jobId}`,
    'AWS_BATCH_JQ_NAME=low',
    'B=request',
    'COMMON=service',
  ]);
});

test('parameters fill the command: those of the request go before those of the definition', async () => {
  await batch.client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'parameters',
      type: 'container',
      parameters: { first: 'one', second: 'two' },
      containerProperties: {
        image: 'shell',
        resourceRequirements,
        command: ['echo "$@"', 'sh', 'Ref::first', 'to-Ref::second', 'Ref::third'],
      },
    }),
  );
  const jobId = await batch.submit('', {
    jobDefinition: 'parameters',
    containerOverrides: { command: undefined },
    parameters: { second: 'zwei' },
  });
  await batch.ended(jobId);
  expect(await batch.log(jobId)).toBe('one to-zwei Ref::third\n');
});

test('a program that cannot be started fails the job', async () => {
  await batch.client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'missing',
      type: 'container',
      containerProperties: { image: 'missing', resourceRequirements },
    }),
  );
  expect(await batch.ended(await batch.submit('', { jobDefinition: 'missing' }))).toMatchObject({
    status: 'FAILED',
    statusReason: 'Task failed to start',
    container: { reason: expect.stringMatching(/^CannotStartContainerError: .*ENOENT/) },
  });
});

test('arguments that no process can have fail the job', async () => {
  expect(await batch.ended(await batch.submit('true\0'))).toMatchObject({
    status: 'FAILED',
    statusReason: 'Task failed to start',
  });
});

test('a job name may be used twice and means two jobs', async () => {
  const jobIds = [await batch.submit('true'), await batch.submit('true')];
  expect(new Set(jobIds).size).toBe(2);
  for (const jobId of jobIds) expect(await batch.ended(jobId)).toMatchObject({ status: 'SUCCEEDED' });
});

describe('time', () => {
  test('a job that exceeds its time is asked to end, and not retried', async () => {
    const jobId = await batch.submit('trap "echo asked; exit 0" TERM; while :; do sleep 0.05; done', {
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
    const jobId = await batch.submit('trap "" TERM; while :; do sleep 0.05; done', {
      timeout: { attemptDurationSeconds: 1 },
    });
    expect(await batch.ended(jobId)).toMatchObject({ status: 'FAILED', container: { exitCode: 137 } });
  });
});
