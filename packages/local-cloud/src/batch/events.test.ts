import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { BatchFaults } from './batch-faults.ts';
import type { BatchJobStateChange } from './event-outbox.ts';
import { makeQueues, startTestBatch, until } from './test-batch.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'batch-'));
});

afterEach(() => rm(directory, { recursive: true }));

const statuses = (events: readonly BatchJobStateChange[]) => events.map(({ detail }) => detail.status);
const wholeLife = ['RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED'];

test('each change of a job after its submission is told in the form of EventBridge', async () => {
  await using batch = await startTestBatch(directory);
  await makeQueues(batch.client);
  const jobId = await batch.submit('true', { tags: { tier: 'lite' }, parameters: { a: 'b' } });
  await until(
    () => batch.events,
    (events) => events.length === 4,
  );
  expect(statuses(batch.events)).toEqual(wholeLife);
  const jobArn = `arn:aws:batch:us-east-1:000000000000:job/${jobId}`;
  expect(batch.events.at(-1)).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Batch Job State Change',
    source: 'aws.batch',
    account: '000000000000',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    region: 'us-east-1',
    resources: [jobArn],
    detail: { ...(await batch.describe(jobId)), tags: { tier: 'lite', resourceArn: jobArn } },
  });
  expect(new Set(batch.events.map(({ id }) => id)).size).toBe(4);
});

test('a change that could not be delivered is delivered again, and holds back no other', async () => {
  const delivered: BatchJobStateChange[] = [];
  let failures = 0;
  await using batch = await startTestBatch(directory, {
    onStateChange: async (event) => {
      if (event.detail.status === 'STARTING' && failures < 2) {
        failures += 1;
        throw new Error('not now');
      }
      delivered.push(event);
    },
  });
  await makeQueues(batch.client);
  await batch.submit('true');
  await until(
    () => delivered,
    ({ length }) => length === 4,
  );
  expect(failures).toBe(2);
  expect(statuses(delivered).toSorted()).toEqual(wholeLife.toSorted());
});

test('what was not delivered when the service closed is delivered after the next start', async () => {
  {
    await using batch = await startTestBatch(directory, {
      onStateChange: () => Promise.reject(new Error('no')),
    });
    await makeQueues(batch.client);
    await batch.ended(await batch.submit('true'));
  }
  await using batch = await startTestBatch(directory);
  await until(
    () => batch.events,
    (events) => events.length === 4,
  );
  expect(statuses(batch.events).toSorted()).toEqual(wholeLife.toSorted());
});

test('a delivery that never ends does not keep the service from closing, and comes again', async () => {
  {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    await using batch = await startTestBatch(directory, {
      onStateChange: () => {
        resolve();
        return new Promise(() => undefined);
      },
    });
    await makeQueues(batch.client);
    await batch.submit('true');
    await asked;
  }
  await using batch = await startTestBatch(directory);
  await until(
    () => batch.events,
    (events) => events.some(({ detail }) => detail.status === 'RUNNABLE'),
  );
});

const noFaults: BatchFaults = {
  random: () => 0,
  reclaimProbability: 0,
  reclaimWithinSeconds: 0,
  duplicateEventProbability: 0,
  eventDelaySeconds: 0,
};

test('events can be made to come twice', async () => {
  await using batch = await startTestBatch(directory, {
    faults: { ...noFaults, duplicateEventProbability: 1 },
  });
  await makeQueues(batch.client);
  await batch.submit('true');
  await until(
    () => batch.events,
    (events) => events.length === 8,
  );
  expect(statuses(batch.events)).toEqual(wholeLife.flatMap((status) => [status, status]));
  expect(new Set(batch.events.map(({ id }) => id)).size).toBe(4);
});

test('events can be made to come late and out of order', async () => {
  const draws = [0.5];
  const random = () => draws.shift() ?? 0;
  await using batch = await startTestBatch(directory, {
    faults: { ...noFaults, random, eventDelaySeconds: 2 },
  });
  await makeQueues(batch.client);
  await batch.submit('true');
  await until(
    () => batch.events,
    (events) => events.length === 4,
  );
  expect(statuses(batch.events)).toEqual(['STARTING', 'RUNNING', 'SUCCEEDED', 'RUNNABLE']);
});

test('attempts can be made to lose their host', async () => {
  // For each attempt: whether it loses its host, and when.
  const draws = [0.4, 0.5, 0.6];
  const random = () => draws.shift()!;
  await using batch = await startTestBatch(directory, {
    faults: { ...noFaults, random, reclaimProbability: 0.5, reclaimWithinSeconds: 0.2 },
  });
  await makeQueues(batch.client);
  const job = await batch.ended(await batch.submit('sleep 0.5', { retryStrategy: { attempts: 3 } }));
  expect(job.attempts!.map(({ statusReason }) => statusReason)).toEqual([
    expect.stringMatching(/^Host EC2/),
    'Essential container in task exited',
  ]);
});
