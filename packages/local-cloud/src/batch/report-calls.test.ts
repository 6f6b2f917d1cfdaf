import { ListJobsCommand } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { AwsCall } from '../iam-recording/aws-call.ts';
import { type BatchFixture, makeQueues, startBatchFixture } from '../testing/batch-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

const calls: AwsCall[] = [];
const started = new AsyncDisposableStack();
let batch: BatchFixture;
beforeAll(async () => {
  const { path } = started.use(await temporaryDirectory());
  batch = started.use(await startBatchFixture(path, { onCall: (call) => void calls.push(call) }));
  await makeQueues(batch.client);
  await batch.register('script', 'true');
});
afterAll(() => started.disposeAsync());
beforeEach(() => {
  calls.length = 0;
});

const arn = (rest: string) => `arn:aws:batch:us-east-1:000000000000:${rest}`;

const call = (action: string, resource: string, parameters = {}) => ({
  principal: 'test',
  action: `batch:${action}`,
  resource,
  parameters,
});

test('submitting needs the queue, and the revision that the name of the definition stands for', async () => {
  await batch.submit('script');
  expect(calls).toEqual([
    call('SubmitJob', arn('job-definition/script:1')),
    call('SubmitJob', arn('job-queue/low')),
  ]);
});

test('tags need a permission of their own', async () => {
  const jobId = await batch.submit('script', { tags: { tier: 'lite' } });
  const parameters = { 'aws:RequestTag/tier': 'lite' };
  expect(calls.slice(2)).toEqual([
    call('TagResource', arn(`job/${jobId}`), parameters),
    call('TagResource', arn('job-definition/script:1'), parameters),
  ]);
});

test('a job is terminated by its ARN, but described and listed without a resource', async () => {
  const jobId = await batch.submit('script');
  calls.length = 0;
  await batch.terminate(jobId);
  const filters = [{ name: 'JOB_NAME', values: ['a-job'] }];
  await batch.client.send(new ListJobsCommand({ jobQueue: 'low', filters }));
  await batch.describe(jobId);
  expect(calls).toEqual([
    call('TerminateJob', arn(`job/${jobId}`)),
    call('ListJobs', '*'),
    call('DescribeJobs', '*'),
  ]);
});

test('what is not signed, or refused, is no call', async () => {
  await fetch(`${batch.url}/v1/describejobs`, { method: 'POST', body: JSON.stringify({ jobs: [] }) });
  await expect(batch.submit('script', { jobQueue: 'nowhere' })).rejects.toThrow('does not exist');
  expect(calls).toEqual([]);
});
