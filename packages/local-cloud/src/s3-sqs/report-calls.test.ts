import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsCall } from '../iam-recording/aws-call.ts';
import { type StorageFixture, startStorageFixture } from '../testing/storage-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

const clip = { Bucket: 'raw-videos', Key: 'lite/매장 & 1.mp4' };
const clipArn = 'arn:aws:s3:::raw-videos/lite/매장 & 1.mp4';
const bucketArn = 'arn:aws:s3:::raw-videos';
const queueArn = 'arn:aws:sqs:ap-northeast-2:000000000000:uploads';

const calls: AwsCall[] = [];
const started = new AsyncDisposableStack();
let storage: StorageFixture;
beforeAll(async () => {
  const { path } = started.use(await temporaryDirectory());
  storage = started.use(await startStorageFixture(path, { onCall: (call) => void calls.push(call) }));
  await storage.s3.send(new PutObjectCommand({ ...clip, Body: '0123456789' }));
});
afterAll(() => started.disposeAsync());
beforeEach(() => {
  calls.length = 0;
});

/** `action resource` of what was reported, all by the clients' access key. */
function reported(): string[] {
  expect(calls.filter(({ principal }) => principal !== 'test')).toEqual([]);
  return calls.map(({ action, resource }) => `${action} ${resource}`);
}

const requests: [string, (s3: S3Client) => Promise<unknown>, string[]][] = [
  ['a read', (s3) => s3.send(new GetObjectCommand(clip)), [`s3:GetObject ${clipArn}`]],
  ['a look at an object', (s3) => s3.send(new HeadObjectCommand(clip)), [`s3:GetObject ${clipArn}`]],
  ['a write', (s3) => s3.send(new PutObjectCommand({ ...clip, Body: 'a' })), [`s3:PutObject ${clipArn}`]],
  [
    'a write with tags',
    (s3) => s3.send(new PutObjectCommand({ ...clip, Body: 'a', Tagging: 'a=b' })),
    [`s3:PutObject ${clipArn}`, `s3:PutObjectTagging ${clipArn}`],
  ],
  [
    'a copy',
    (s3) =>
      s3.send(
        new CopyObjectCommand({
          ...clip,
          Key: 'copy',
          CopySource: `raw-videos/${encodeURIComponent(clip.Key)}`,
        }),
      ),
    [`s3:PutObject ${bucketArn}/copy`, `s3:GetObject ${clipArn}`],
  ],
  [
    'a deletion',
    (s3) => s3.send(new DeleteObjectCommand({ ...clip, Key: 'copy' })),
    [`s3:DeleteObject ${bucketArn}/copy`],
  ],
  [
    'a deletion of several objects',
    (s3) =>
      s3.send(
        new DeleteObjectsCommand({
          Bucket: clip.Bucket,
          Delete: { Objects: [{ Key: 'a' }, { Key: 'b & "c"' }] },
        }),
      ),
    [`s3:DeleteObject ${bucketArn}/a`, `s3:DeleteObject ${bucketArn}/b & "c"`],
  ],
  [
    'a look at a bucket',
    (s3) => s3.send(new HeadBucketCommand({ Bucket: clip.Bucket })),
    [`s3:ListBucket ${bucketArn}`],
  ],
];

describe('S3 asks IAM', () => {
  test.each(requests)('about %s', async (_, send, expected) => {
    await send(storage.s3);
    expect(reported()).toEqual(expected);
  });

  test('about a listing, with its conditions', async () => {
    await storage.s3.send(new ListObjectsV2Command({ Bucket: clip.Bucket, Prefix: 'lite/', MaxKeys: 5 }));
    expect(calls).toEqual([
      {
        principal: 'test',
        action: 's3:ListBucket',
        resource: bucketArn,
        parameters: { 's3:prefix': 'lite/', 's3:max-keys': '5' },
      },
    ]);
  });

  test('about every part of a multipart upload as about a write', async () => {
    const { UploadId } = await storage.s3.send(new CreateMultipartUploadCommand(clip));
    await storage.s3.send(new UploadPartCommand({ ...clip, UploadId, PartNumber: 1, Body: 'part' }));
    await storage.s3.send(new AbortMultipartUploadCommand({ ...clip, UploadId }));
    const write = `s3:PutObject ${clipArn}`;
    expect(reported()).toEqual([write, write, `s3:AbortMultipartUpload ${clipArn}`]);
  });

  test('whether it may tell that an object does not exist', async () => {
    const missing = { ...clip, Key: 'missing' };
    await expect(storage.s3.send(new HeadObjectCommand(missing))).rejects.toThrow();
    expect(reported()).toEqual([`s3:GetObject ${bucketArn}/missing`, `s3:ListBucket ${bucketArn}`]);
  });

  test('about the signer of a presigned URL', async () => {
    const query = new URLSearchParams({ 'X-Amz-Credential': 'test/20260101/ap-northeast-2/s3/aws4_request' });
    await fetch(`${storage.url}/raw-videos/lite/${encodeURIComponent('매장 & 1.mp4')}?${query}`);
    expect(reported()).toEqual([`s3:GetObject ${clipArn}`]);
  });

  test('nothing about what is not signed, or not implemented here', async () => {
    await fetch(`${storage.url}/raw-videos/anything`);
    await expect(storage.s3.send(new GetObjectTaggingCommand(clip))).rejects.toThrow('not implement');
    expect(calls).toEqual([]);
  });
});

test('SQS asks IAM about a queue, and about a batch of entries as about one', async () => {
  const QueueUrl = storage.queueUrl('uploads');
  const { sqs } = storage;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '0', MessageBody: 'b' }] }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  const Entries = [{ Id: '0', ReceiptHandle: Messages![0]!.ReceiptHandle }];
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  await sqs.send(new GetQueueAttributesCommand({ QueueUrl }));
  await sqs.send(new ListQueuesCommand());
  expect(reported()).toEqual([
    `sqs:SendMessage ${queueArn}`,
    `sqs:SendMessage ${queueArn}`,
    `sqs:ReceiveMessage ${queueArn}`,
    `sqs:DeleteMessage ${queueArn}`,
    `sqs:GetQueueAttributes ${queueArn}`,
    'sqs:ListQueues *',
  ]);
});
