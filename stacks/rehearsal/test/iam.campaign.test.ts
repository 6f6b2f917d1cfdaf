import { recordCalls } from '@deepsentinel/local-cloud/testing';
import { type Rehearsal, testAccount } from '@deepsentinel/pulumi-engine';
import { tierSettings, tiers } from '@deepsentinel/queue-contracts';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { allowsCall } from '../src/iam/allows-call.ts';
import type { RecordedCall } from '../src/iam/recorded-call.ts';
import { relocateCall } from '../src/iam/relocate-call.ts';
import { type Justification, reviewGrants } from '../src/iam/review-grants.ts';
import type { StackFolder } from '../src/index.ts';
import { rehearseOnce } from './rehearse-once.ts';
import { roleAccess } from './role-access.ts';

const { id: account, region } = testAccount;

/** Roles of the stack, and the principals of the local cloud that stand for them. */
const roles: Readonly<
  Record<string, { readonly principals: readonly string[]; readonly unused: readonly Justification[] }>
> = {
  dispatcher: {
    // In an account Lambda reads the queues in the name of the function.
    principals: ['dispatcher', 'event-source'],
    unused: [
      { action: 'sqs:GetQueueAttributes', reason: 'Lambda asks for it before it reads a queue' },
      { action: 'sqs:SendMessage', reason: 'Lambda leaves events that a handler failed with in their queue' },
      {
        action: 'batch:SubmitJob',
        reason: 'it may be checked against the definition without a revision, too',
      },
      { action: 'rds-db:connect', reason: 'the database of the local cloud has no IAM' },
      ...logging(),
    ],
  },
  job: {
    principals: ['job-lite', 'job-basic', 'job-premium'],
    unused: [
      { action: 's3:GetObjectVersion', reason: 'the buckets of the local cloud keep no versions' },
      {
        action: 's3:ListBucket',
        reason: 'S3 tells a missing video from a forbidden one only to those who may list',
      },
      { action: 'rds-db:connect', reason: 'the database of the local cloud has no IAM' },
    ],
  },
};

function logging(): Justification[] {
  const reason = 'Lambda writes the log in the name of the function';
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, reason }));
}

let rehearsal: Rehearsal<StackFolder>;
let recorded: Awaited<ReturnType<typeof recordCalls>>;
beforeAll(async () => {
  rehearsal = await rehearseOnce('prod');
  recorded = await recordCalls();
});

describe.each(Object.keys(roles))('the role of the %s', (role) => {
  test('may do all that was done in the local cloud in its place', async () => {
    const verdicts = await Promise.all(
      callsOf(role).map((call) => allowsCall(call, roleAccess(rehearsal.pipeline, role))),
    );
    expect(verdicts.length).toBeGreaterThan(0);
    expect(verdicts.filter(({ isAllowed }) => !isAllowed).map(({ reason }) => reason)).toEqual([]);
  });

  test('may do nothing else, but for a reason', async () => {
    const justifications = roles[role]!.unused;
    expect(
      await reviewGrants(roleAccess(rehearsal.pipeline, role), { calls: callsOf(role), justifications }),
    ).toEqual([]);
  });
});

function callsOf(role: string): RecordedCall[] {
  const own = recorded.filter(({ principal }) => roles[role]!.principals.includes(principal));
  return own.map((call) => relocateCall(call, { account, region, arns: deployedArns() }));
}

/** Resources of the local cloud under the names that the stacks give them. */
function deployedArns(): Readonly<Record<string, string>> {
  const { exports } = rehearsal.pipeline;
  const jobQueues = rehearsal['batch-gpu'].exports['jobQueueArns'] as Readonly<Record<string, string>>;
  const local = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
  const entries = tiers.flatMap((tier) => {
    const { requestQueue, deadLetterQueue, jobQueue, jobDefinition } = tierSettings[tier];
    return [
      [local('sqs', requestQueue), arnOf(requestQueue)],
      [local('sqs', deadLetterQueue), arnOf(deadLetterQueue)],
      [local('batch', `job-queue/${jobQueue}`), jobQueues[tier]!],
      [local('batch', `job-definition/${jobDefinition}`), arnOf(jobDefinition).replace(/:\d+$/, '')],
    ] as const;
  });
  return {
    ...Object.fromEntries(entries),
    'arn:aws:s3:::raw-videos': `arn:aws:s3:::${exports['rawVideosBucket']}`,
    'arn:aws:s3:::results': `arn:aws:s3:::${exports['resultsBucket']}`,
  };
}

function arnOf(name: string, type?: string): string {
  const found = rehearsal.pipeline.resources.find(
    (resource) =>
      resource.custom &&
      resource.name === name &&
      (!type || resource.type === type) &&
      resource.outputs['arn'],
  );
  return String(found?.outputs['arn']);
}
