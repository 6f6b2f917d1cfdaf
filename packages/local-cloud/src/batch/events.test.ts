import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeQueues, startBatchFixture, until } from '../testing/batch-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import type { BatchEvent } from './event-outbox.ts';

let directory: string;
let started: AsyncDisposableStack;

beforeEach(async () => {
  started = new AsyncDisposableStack();
  directory = started.use(await temporaryDirectory()).path;
});

afterEach(() => started.disposeAsync());

test('the end of a job is told once, in the form of EventBridge', async () => {
  await using batch = await startBatchFixture(directory);
  await makeQueues(batch.client);
  const retried = { retryStrategy: { attempts: 2 } };
  const jobId = await batch.run('[ $AWS_BATCH_JOB_ATTEMPT = 2 ]', retried, { tags: { tier: 'lite' } });
  await until(
    () => batch.events,
    (events) => events.length === 1,
  );
  const jobArn = `arn:aws:batch:us-east-1:000000000000:job/${jobId}`;
  const job = await batch.describe(jobId);
  expect(job.status).toBe('SUCCEEDED');
  expect(batch.events).toEqual([
    {
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Batch Job State Change',
      source: 'aws.batch',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: [jobArn],
      detail: { ...job, tags: { tier: 'lite', resourceArn: jobArn } },
    },
  ]);
});

test('an event that could not be delivered is delivered again, and holds back no other', async () => {
  const delivered: string[] = [];
  let failures = 0;
  await using batch = await startBatchFixture(directory, {
    onEvent: async ({ detail: { jobName } }) => {
      if (jobName === 'first' && failures < 2) {
        failures += 1;
        throw new Error('not now');
      }
      delivered.push(jobName);
    },
  });
  await makeQueues(batch.client);
  await batch.ended(await batch.run('true', {}, { jobName: 'first' }));
  await batch.run('true', {}, { jobName: 'second' });
  await until(
    () => delivered,
    ({ length }) => length === 2,
  );
  expect(failures).toBe(2);
  expect(delivered.toSorted()).toEqual(['first', 'second']);
});

test('an event that was not delivered when the service closed is delivered after the next start', async () => {
  {
    await using batch = await startBatchFixture(directory, {
      onEvent: () => Promise.reject(new Error('no')),
    });
    await makeQueues(batch.client);
    await batch.ended(await batch.run('true'));
  }
  await expectEvent(directory);
});

test('a delivery that never ends does not keep the service from closing, and comes again', async () => {
  {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    await using batch = await startBatchFixture(directory, {
      onEvent: () => {
        resolve();
        return new Promise(() => undefined);
      },
    });
    await makeQueues(batch.client);
    await batch.run('true');
    await asked;
  }
  await expectEvent(directory);
});

async function expectEvent(of: string): Promise<void> {
  const { promise: delivered, resolve } = Promise.withResolvers<BatchEvent>();
  await using _batch = await startBatchFixture(of, { onEvent: async (event) => resolve(event) });
  expect(await delivered).toMatchObject({ detail: { status: 'SUCCEEDED' } });
}
