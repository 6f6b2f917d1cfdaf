import { type JobSummary, ListJobsCommand, type ListJobsCommandInput } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type BatchFixture, makeQueues, startBatchFixture } from '../testing/batch-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

let batch: BatchFixture;
let newestMs: number;
const started = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = started.use(await temporaryDirectory());
  batch = started.use(await startBatchFixture(path));
  await makeQueues(batch.client);
  const jobIds = [
    await batch.run('true', {}, { jobName: 'Analyze-1' }),
    await batch.run('false', {}, { jobName: 'analyze-10' }),
    await batch.run('true', {}, { jobName: 'other' }),
    await batch.run('true', {}, { jobName: 'elsewhere', jobQueue: 'high' }),
  ];
  const jobs = await Promise.all(jobIds.map((jobId) => batch.ended(jobId)));
  newestMs = Math.max(...jobs.map(({ createdAt }) => createdAt!));
});

afterAll(() => started.disposeAsync());

async function list(request: Partial<ListJobsCommandInput>): Promise<JobSummary[]> {
  const { jobSummaryList } = await batch.client.send(new ListJobsCommand({ jobQueue: 'low', ...request }));
  return jobSummaryList!;
}

const filter = (name: string, value: string) => ({ filters: [{ name, values: [value] }] });

test.each<[string, ListJobsCommandInput, string[]]>([
  ['by name, in any state and whatever its case', filter('JOB_NAME', 'ANALYZE-10'), ['analyze-10']],
  ['after a time, the newest first', filter('AFTER_CREATED_AT', '0'), ['other', 'analyze-10', 'Analyze-1']],
  ['at most so many', { ...filter('AFTER_CREATED_AT', '0'), maxResults: 1 }, ['other']],
  ['of another queue', { ...filter('AFTER_CREATED_AT', '0'), jobQueue: 'high' }, ['elsewhere']],
])('lists jobs %s', async (_, request, expected) => {
  expect((await list(request)).map(({ jobName }) => jobName)).toEqual(expected);
});

test('lists no job of the given time itself', async () => {
  expect(await list({ ...filter('AFTER_CREATED_AT', String(newestMs)), jobQueue: 'high' })).toEqual([]);
});

test('sums up how a job ended', async () => {
  const [summary] = await list(filter('JOB_NAME', 'analyze-10'));
  expect(summary).toMatchObject({
    status: 'FAILED',
    statusReason: 'Essential container in task exited',
    container: { exitCode: 1 },
    jobDefinition: 'arn:aws:batch:us-east-1:000000000000:job-definition/script-2:1',
  });
});

test.each<[string, ListJobsCommandInput, RegExp]>([
  [
    'a queue that does not exist',
    { ...filter('JOB_NAME', 'a'), jobQueue: 'nowhere' },
    /JobQueue nowhere does not exist/,
  ],
  ['no filter', {}, /filters/],
  ['an unknown filter', filter('COLOR', 'red'), /filters/],
  ['a time that is none', filter('AFTER_CREATED_AT', 'noon'), /noon is no time/],
  ['to list by state', { ...filter('JOB_NAME', 'a'), jobStatus: 'FAILED' }, /jobStatus/],
])('refuses %s', async (_, request, message) => {
  await expect(list(request)).rejects.toThrow(message);
});
