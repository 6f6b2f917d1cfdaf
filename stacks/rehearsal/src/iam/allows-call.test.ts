import { describe, expect, test } from '@jest/globals';
import { allow, batchArn, bucketArn, call, queueArn, role } from '../testing/access.ts';
import { allowsCall } from './allows-call.ts';
import type { PolicyStatement, RoleAccess } from './policy.ts';
import type { RecordedCall } from './recorded-call.ts';

const read = call('s3:GetObject', `${bucketArn}/lite/매장 & 1.mp4`);
const submit = call('batch:SubmitJob', batchArn('job-definition/runner-lite:3'));
const tag = call('batch:TagResource', batchArn('job/1'), { 'aws:RequestTag/tier': 'lite' });
const list = call('s3:ListBucket', bucketArn, { 's3:prefix': 'thumbnails/7/' });
const underThumbnails = { Condition: { StringLike: { 's3:prefix': 'thumbnails/*' } } };

const tlsOnly = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
};

const allowed: [string, RecordedCall, RoleAccess][] = [
  ['an object under the resource', read, role([allow('s3:GetObject', `${bucketArn}/*`)])],
  ['an action under a wildcard', read, role([allow('s3:Get*', `${bucketArn}/lite/*`)])],
  [
    'a revision of a definition',
    submit,
    role([allow('batch:SubmitJob', batchArn('job-definition/runner-lite:*'))]),
  ],
  ['an action without resources', call('batch:ListJobs', '*'), role([allow('batch:ListJobs', '*')])],
  ['a condition that is met', list, role([allow('s3:ListBucket', bucketArn, underThumbnails)])],
  [
    'tags that are allowed',
    tag,
    role([
      allow('batch:TagResource', batchArn('job/*'), {
        Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['tier', 'runId'] } },
      }),
    ]),
  ],
  [
    'a bucket that takes TLS only',
    read,
    role([allow('s3:GetObject', `${bucketArn}/*`)], { resourcePolicies: { [bucketArn]: tlsOnly } }),
  ],
];

test.each(allowed)('a role may do what its policy has: %s', async (_, made, access) => {
  const { isAllowed, reason } = await allowsCall(made, access);
  expect({ isAllowed, reason }).toEqual({ isAllowed: true, reason: expect.stringContaining('is allowed') });
});

const deny: PolicyStatement = { Sid: 'NoVideos', Effect: 'Deny', Action: 's3:*', Resource: `${bucketArn}/*` };
const denied: [string, RecordedCall, RoleAccess, string][] = [
  [
    'a revision, when the definition is named without :*',
    submit,
    role([allow('batch:SubmitJob', batchArn('job-definition/runner-lite'), { Sid: 'Submit' })]),
    'Submit allows it on arn:aws:batch:ap-northeast-2:111122223333:job-definition/runner-lite',
  ],
  [
    'an object under another prefix',
    read,
    role([allow('s3:GetObject', `${bucketArn}/basic/*`, { Sid: 'Read' })]),
    `Read allows it on ${bucketArn}/basic/*`,
  ],
  [
    'what a Deny forbids',
    read,
    role([allow('s3:GetObject', `${bucketArn}/*`), deny]),
    'statement NoVideos of the policy inline denies it',
  ],
  ['what no statement has', read, role([allow('s3:PutObject', '*')]), 'no statement has s3:GetObject'],
  [
    'a bucket, when only its objects are allowed',
    list,
    role([allow('s3:ListBucket', `${bucketArn}/*`, { Sid: 'List' })]),
    'List allows it on',
  ],
  [
    'a condition that is not met',
    call('s3:ListBucket', bucketArn, { 's3:prefix': 'secrets/' }),
    role([allow('s3:ListBucket', bucketArn, { Sid: 'List', ...underThumbnails })]),
    'the condition of List is not met',
  ],
  [
    'an action without resources, on one',
    call('batch:ListJobs', '*'),
    role([allow('batch:ListJobs', batchArn('job-queue/lite'), { Sid: 'List' })]),
    'List allows it on',
  ],
  [
    'a queue of another region',
    call('sqs:SendMessage', queueArn),
    role([allow('sqs:SendMessage', queueArn.replace('ap-northeast-2', 'us-east-1'))]),
    'a statement allows it on arn:aws:sqs:us-east-1',
  ],
];

test.each(denied)('a role may not do what its policy lacks: %s', async (_, made, access, reason) => {
  expect(await allowsCall(made, access)).toEqual({
    isAllowed: false,
    reason: expect.stringContaining(`${made.action} on ${made.resource} is denied: `),
  });
  expect((await allowsCall(made, access)).reason).toContain(reason);
});

describe('the policy of a resource', () => {
  const policyOf = (Effect: string) => ({
    Version: '2012-10-17',
    Statement: {
      Sid: 'Uploads',
      Effect,
      Principal: { AWS: 'arn:aws:iam::111122223333:role/dispatcher' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
    },
  });
  const send = call('sqs:SendMessage', queueArn);

  test('allows what the role itself does not', async () => {
    const access = role([allow('s3:GetObject', '*')], {
      resourcePolicies: { [queueArn]: policyOf('Allow') },
    });
    expect(await allowsCall(send, access)).toMatchObject({ isAllowed: true });
    expect(await allowsCall(send, { ...access, resourcePolicies: {} })).toMatchObject({ isAllowed: false });
  });

  test('denies what the role itself may do', async () => {
    const access = role([allow('sqs:SendMessage', '*')], {
      resourcePolicies: { [queueArn]: policyOf('Deny') },
    });
    const { reason } = await allowsCall(send, access);
    expect(reason).toContain("statement Uploads of the resource's policy denies it");
  });
});

describe('what cannot be simulated is an error:', () => {
  test.each<[string, RecordedCall, RoleAccess, RegExp]>([
    [
      'an action that IAM does not know',
      call('s3:GetObjekt', `${bucketArn}/a`),
      role([]),
      /cannot simulate s3:GetObjekt on .*invalid\.action/,
    ],
    [
      'a resource that the action does not have',
      call('sqs:SendMessage', bucketArn),
      role([]),
      /no\.resource\.types/,
    ],
    [
      'a malformed policy',
      read,
      role([{ Effect: 'Permit', Action: 's3:GetObject', Resource: '*' }]),
      /policy\.errors/,
    ],
  ])('%s', async (_, made, access, message) => {
    await expect(allowsCall(made, access)).rejects.toThrow(message);
  });
});
