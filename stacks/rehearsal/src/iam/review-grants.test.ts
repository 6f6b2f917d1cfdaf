import { describe, expect, test } from '@jest/globals';
import { allow, batchArn, bucketArn, call, queueArn, role } from '../testing/access.ts';
import { reviewGrants } from './review-grants.ts';
import { unusedActions } from './unused-actions.ts';

const access = role([
  allow(['s3:GetObject', 's3:GetObjectVersion'], `${bucketArn}/*`, { Sid: 'ReadVideos' }),
  allow('sqs:SendMessage', [queueArn, `${queueArn}-dlq`], { Sid: 'Send' }),
  allow('batch:SubmitJob', [batchArn('job-queue/lite'), batchArn('job-definition/lite:*')], {
    Sid: 'Submit',
  }),
  { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' },
]);
const calls = [
  call('s3:GetObject', `${bucketArn}/lite/a.mp4`),
  call('sqs:SendMessage', `${queueArn}-dlq`),
  call('batch:SubmitJob', batchArn('job-queue/lite')),
  call('batch:SubmitJob', batchArn('job-definition/lite:3')),
];

describe('a grant is used by a call that it alone would allow:', () => {
  test('what is left is unused, resource by resource', async () => {
    expect(await unusedActions(access, calls)).toEqual([
      { action: 's3:GetObjectVersion', resource: `${bucketArn}/*`, statementName: 'ReadVideos of inline' },
      { action: 'sqs:SendMessage', resource: queueArn, statementName: 'Send of inline' },
    ]);
  });

  test('its condition must be met', async () => {
    const condition = { StringLike: { 's3:prefix': 'thumbnails/*' } };
    const lister = role([allow('s3:ListBucket', bucketArn, { Condition: condition })]);
    const listing = (prefix: string) => call('s3:ListBucket', bucketArn, { 's3:prefix': prefix });
    expect(await unusedActions(lister, [listing('thumbnails/1')])).toEqual([]);
    expect(await unusedActions(lister, [listing('other/')])).toMatchObject([{ condition }]);
  });

  test('a wildcard stands for every action that it matches', async () => {
    const unused = await unusedActions(role([allow('s3:GetObject*', `${bucketArn}/*`)]), calls);
    expect(unused.map(({ action }) => action)).toContain('s3:GetObjectVersion');
    expect(unused.map(({ action }) => action)).not.toContain('s3:GetObject');
  });
});

describe('grants that cannot be listed are an error:', () => {
  test.each([
    [allow('*', '*'), /\* is of no service/],
    [allow('s3:GetObjekt', '*'), /statement 1 of inline: IAM knows no action s3:GetObjekt/],
    [{ Effect: 'Allow', NotAction: 's3:GetObject', Resource: '*' }, /allows all but something/],
    [{ Effect: 'Allow', Action: 's3:GetObject', NotResource: bucketArn }, /allows all but something/],
  ])('%j', async (statement, message) => {
    await expect(unusedActions(role([statement]), [])).rejects.toThrow(message);
  });
});

describe('a review', () => {
  const needed = [
    { action: 's3:GetObjectVersion', reason: 'the local storage keeps no versions' },
    { action: 'sqs:SendMessage', reason: 'for the queue of requests: by hand only' },
  ];

  test('is content when every grant is used or justified', async () => {
    expect(await reviewGrants(access, { calls, justifications: needed })).toEqual([]);
  });

  test('complains of each grant that is neither', async () => {
    expect(await reviewGrants(access, { calls, justifications: needed.slice(1) })).toEqual([
      `ReadVideos of inline: no call used s3:GetObjectVersion on ${bucketArn}/*; remove it, or justify it with a reason`,
    ]);
  });

  test.each([
    ['of what is used', 's3:GetObject', 'for reading', 's3:GetObject is justified, but used'],
    ['of what is not granted', 's3:PutObject', 'for writing', 's3:PutObject is justified, but not granted'],
    ['of what is denied only', 's3:DeleteObject', 'a', 's3:DeleteObject is justified, but not granted'],
  ])('complains of a justification %s', async (_, action, reason, complaint) => {
    const justifications = [...needed, { action, reason }];
    expect(await reviewGrants(access, { calls, justifications })).toEqual([
      `${complaint}: remove the justification`,
    ]);
  });

  test('complains of a justification that gives no reason', async () => {
    const justifications = [{ ...needed[0]!, reason: ' ' }, needed[1]!];
    expect(await reviewGrants(access, { calls, justifications })).toEqual([
      's3:GetObjectVersion is justified without a reason: give one',
    ]);
  });
});
