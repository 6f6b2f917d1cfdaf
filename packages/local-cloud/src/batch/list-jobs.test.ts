import {
  type JobSummary,
  ListJobsCommand,
  type ListJobsCommandInput,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../storage/test-storage.ts';
import { makeQueues, startTestBatch, type TestBatch } from './test-batch.ts';

let batch: TestBatch;
let createdAt: number[];
let arrayJobId: string;
const parts = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = parts.use(await temporaryDirectory());
  batch = parts.use(await startTestBatch(path));
  await makeQueues(batch.client);
  await batch.client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'script-2',
      type: 'container',
      containerProperties: {
        image: 'shell',
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '100' },
        ],
      },
    }),
  );
  const jobIds = [
    await batch.submit('true', { jobName: 'Analyse-1' }),
    await batch.submit('false', { jobName: 'analyse-10' }),
    await batch.submit('true', { jobName: 'other', jobDefinition: 'script-2' }),
    await batch.submit('true', { jobName: 'elsewhere', jobQueue: 'high' }),
  ];
  arrayJobId = await batch.submit('true', { jobName: 'array', arrayProperties: { size: 2 } });
  const jobs = await Promise.all([...jobIds, arrayJobId].map((jobId) => batch.ended(jobId)));
  createdAt = jobs.map((job) => job.createdAt!);
});

afterAll(() => parts.disposeAsync());

async function list(request: ListJobsCommandInput): Promise<JobSummary[]> {
  const { jobSummaryList } = await batch.client.send(new ListJobsCommand({ jobQueue: 'low', ...request }));
  return jobSummaryList!;
}

const filter = (name: string, value: string) => ({ filters: [{ name, values: [value] }] });

test.each<[string, ListJobsCommandInput, string[]]>([
  ['running ones, when nothing is asked for', {}, []],
  ['by status, without the children of arrays', { jobStatus: 'SUCCEEDED' }, ['array', 'other', 'Analyse-1']],
  ['by status', { jobStatus: 'FAILED' }, ['analyse-10']],
  ['by name, in any state and whatever its case', filter('JOB_NAME', 'ANALYSE-10'), ['analyse-10']],
  ['by the beginning of the name', filter('JOB_NAME', 'analyse-*'), ['analyse-10', 'Analyse-1']],
  [
    'by definition, the status ignored',
    { ...filter('JOB_DEFINITION', 'script-2'), jobStatus: 'FAILED' },
    ['other'],
  ],
  ['by another definition', filter('JOB_DEFINITION', 'script'), ['array', 'analyse-10', 'Analyse-1']],
  [
    'by the beginning of the definition',
    filter('JOB_DEFINITION', 'script*'),
    ['array', 'other', 'analyse-10', 'Analyse-1'],
  ],
  [
    'by revision',
    filter('JOB_DEFINITION', 'arn:aws:batch:us-east-1:000000000000:job-definition/script-2:1'),
    ['other'],
  ],
  ['after a time', filter('AFTER_CREATED_AT', '0'), ['array', 'other', 'analyse-10', 'Analyse-1']],
  ['before a time', filter('BEFORE_CREATED_AT', '1'), []],
  [
    'of a queue by its ARN',
    { jobQueue: 'arn:aws:batch:us-east-1:000000000000:job-queue/high', jobStatus: 'SUCCEEDED' },
    ['elsewhere'],
  ],
])('lists %s', async (_, request, expected) => {
  expect((await list(request)).map(({ jobName }) => jobName)).toEqual(expected);
});

test('a time itself is neither before nor after it', async () => {
  const [first, , , , last] = createdAt as [number, number, number, number, number];
  expect(await list(filter('BEFORE_CREATED_AT', String(first)))).toEqual([]);
  expect(await list(filter('AFTER_CREATED_AT', String(last)))).toEqual([]);
});

test('lists the children of an array', async () => {
  const children = await list({ jobQueue: undefined, arrayJobId, jobStatus: 'SUCCEEDED' });
  expect(children.map(({ jobId, arrayProperties }) => [jobId, arrayProperties?.index])).toEqual([
    [`${arrayJobId}:1`, 1],
    [`${arrayJobId}:0`, 0],
  ]);
});

test('a summary tells how the job ended', async () => {
  const [summary] = await list({ jobStatus: 'FAILED' });
  expect(summary).toMatchObject({
    status: 'FAILED',
    statusReason: 'Essential container in task exited',
    container: { exitCode: 1 },
    jobDefinition: 'arn:aws:batch:us-east-1:000000000000:job-definition/script:1',
  });
});

test('pages follow each other without gap or repetition', async () => {
  const names: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const command = new ListJobsCommand({
      jobQueue: 'low',
      maxResults: 2,
      nextToken,
      ...filter('AFTER_CREATED_AT', '0'),
    });
    const page = await batch.client.send(command);
    expect(page.jobSummaryList!.length).toBeLessThanOrEqual(2);
    names.push(...page.jobSummaryList!.map(({ jobName }) => jobName));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(names).toEqual(['array', 'other', 'analyse-10', 'Analyse-1']);
});

test.each<[string, ListJobsCommandInput, RegExp]>([
  ['neither queue nor array', { jobQueue: undefined }, /exactly one of jobQueue and arrayJobId/],
  ['both', { arrayJobId: 'a' }, /exactly one of jobQueue and arrayJobId/],
  ['a queue that does not exist', { jobQueue: 'nowhere' }, /JobQueue nowhere does not exist/],
  ['an unknown filter', filter('COLOUR', 'red'), /filters/],
  ['a time that is none', filter('AFTER_CREATED_AT', 'noon'), /noon is no time/],
  ['a token of its own making', { nextToken: 'x' }, /nextToken/],
])('refuses %s', async (_, request, message) => {
  await expect(list(request)).rejects.toThrow(message);
});
