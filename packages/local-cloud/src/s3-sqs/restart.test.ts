import { rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { startStorageFixture } from '../testing/storage-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

test('objects, messages and what is in flight are there after a restart', async () => {
  await using directory = await temporaryDirectory();
  {
    await using storage = await startStorageFixture(directory.path, { notifications: [] });
    const QueueUrl = storage.queueUrl('uploads');
    await storage.s3.send(new PutObjectCommand({ Bucket: 'raw-videos', Key: '영상 1.mp4', Body: 'a clip' }));
    await storage.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'in flight' }));
    await storage.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await storage.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'waiting' }));
  }
  await using storage = await startStorageFixture(directory.path, { notifications: [] });
  const { Body } = await storage.s3.send(new GetObjectCommand({ Bucket: 'raw-videos', Key: '영상 1.mp4' }));
  expect(await Body?.transformToString()).toBe('a clip');
  expect((await storage.drain('uploads')).map((message) => message.Body)).toEqual(['waiting']);
  const QueueUrl = storage.queueUrl('uploads');
  const AttributeNames = ['ApproximateNumberOfMessagesNotVisible' as const];
  const { Attributes } = await storage.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  expect(Attributes).toEqual({ ApproximateNumberOfMessagesNotVisible: '1' });
});

test('new settings of a queue and new buckets apply to a directory that exists', async () => {
  await using directory = await temporaryDirectory();
  {
    await using storage = await startStorageFixture(directory.path, { notifications: [] });
    const QueueUrl = storage.queueUrl('uploads');
    await storage.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept' }));
  }
  await using storage = await startStorageFixture(directory.path, {
    buckets: ['raw-videos', 'results'],
    queues: [{ name: 'uploads', visibilityTimeoutSeconds: 7, retentionSeconds: 1_209_600 }],
    notifications: [],
  });
  const QueueUrl = storage.queueUrl('uploads');
  const AttributeNames = ['All' as const];
  const { Attributes } = await storage.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  expect(Attributes).toMatchObject({ VisibilityTimeout: '7', MessageRetentionPeriod: '1209600' });
  expect(Attributes).not.toHaveProperty('RedrivePolicy');
  const { Buckets } = await storage.s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['raw-videos', 'results']);
  expect((await storage.drain('uploads')).map(({ Body }) => Body)).toEqual(['kept']);
});

test.each([
  ['description', '.meta.json'],
  ['content', '.data'],
])(
  'an object whose %s was being written when the process was killed is gone, the others stay',
  async (_part, suffix) => {
    await using directory = await temporaryDirectory();
    {
      await using storage = await startStorageFixture(directory.path);
      for (const Key of ['whole.mp4', 'torn.mp4']) {
        await storage.s3.send(new PutObjectCommand({ Bucket: 'raw-videos', Key, Body: 'a clip' }));
      }
    }
    await truncate(join(directory.path, 'objects/buckets/raw-videos/objects', `torn.mp4${suffix}`), 3);

    await using storage = await startStorageFixture(directory.path);

    const head = (Key: string) => storage.s3.send(new HeadObjectCommand({ Bucket: 'raw-videos', Key }));
    await expect(head('torn.mp4')).rejects.toMatchObject({ name: 'NotFound' });
    await expect(head('whole.mp4')).resolves.toMatchObject({ ContentLength: 6 });
  },
);

test('a large object whose description was never written does not exist', async () => {
  await using directory = await temporaryDirectory();
  const torn = { Bucket: 'raw-videos', Key: 'torn.mp4' };
  {
    await using storage = await startStorageFixture(directory.path);
    await storage.s3.send(new PutObjectCommand({ ...torn, Body: Buffer.alloc(20 * 1024 ** 2) }));
  }
  await rm(join(directory.path, 'objects/buckets/raw-videos/objects/torn.mp4.meta.json'));

  await using storage = await startStorageFixture(directory.path);

  await expect(storage.s3.send(new GetObjectCommand(torn))).rejects.toMatchObject({ name: 'NoSuchKey' });
});
