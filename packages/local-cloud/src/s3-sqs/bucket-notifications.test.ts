import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import type { S3Event, S3EventRecord } from 'aws-lambda';
import { type StorageFixture, startStorageFixture } from '../testing/storage-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

const bucket = { Bucket: 'raw-videos' };
const content = 'a clip';
const md5 = createHash('md5').update(content).digest('hex');

/** @returns the records of all events in the queue, other than test events */
async function announced(storage: StorageFixture, queueName = 'uploads'): Promise<S3EventRecord[]> {
  const messages = await storage.drain(queueName);
  return messages.flatMap(({ Body = '' }) => (JSON.parse(Body) as Partial<S3Event>).Records ?? []);
}

function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

const writes: [string, (storage: StorageFixture, key: string) => Promise<unknown>][] = [
  ['Put', ({ s3 }, Key) => s3.send(new PutObjectCommand({ ...bucket, Key, Body: content }))],
  [
    'Put',
    ({ url }, key) => fetch(presigned(`${url}/raw-videos/${path(key)}`), { method: 'PUT', body: content }),
  ],
  [
    'Post',
    ({ url }, key) => {
      const body = new FormData();
      body.set('key', key);
      body.set('file', new Blob([content]), 'clip.mp4');
      return fetch(`${url}/raw-videos`, { method: 'POST', body });
    },
  ],
  [
    'Copy',
    async ({ s3 }, Key) => {
      await s3.send(new PutObjectCommand({ Bucket: 'elsewhere', Key: 'source', Body: content }));
      await s3.send(new CopyObjectCommand({ ...bucket, Key, CopySource: 'elsewhere/source' }));
    },
  ],
];

function path(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}

/** The form of a presigned URL; nobody checks the signature here. */
function presigned(url: string): string {
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${url}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=${now}&X-Amz-Expires=60&X-Amz-Signature=0&x-id=PutObject`;
}

test.each(writes)('ObjectCreated:%s is announced once, whatever the key', async (creation, write) => {
  await using directory = await temporaryDirectory();
  await using storage = await startStorageFixture(directory.path, { buckets: ['raw-videos', 'elsewhere'] });
  const keys = ['videos/7/a b.mp4', 'a+b%20c=1&2.mp4', '매장 1/영상.mp4', "it's (1)~*!.mp4"];

  for (const key of keys) await write(storage, key);

  const records = await announced(storage);
  expect(records.map(({ s3 }) => decodeKey(s3.object.key))).toEqual(keys);
  for (const { eventName, s3 } of records) {
    expect(eventName).toBe(`ObjectCreated:${creation}`);
    expect(s3.object).toMatchObject({ eTag: md5, size: content.length });
  }
});

test('a multipart upload is announced when it is completed, with the size of the whole', async () => {
  await using directory = await temporaryDirectory();
  await using storage = await startStorageFixture(directory.path);
  const target = { ...bucket, Key: 'long video.mp4' };
  const { UploadId } = await storage.s3.send(new CreateMultipartUploadCommand(target));
  const bodies = [Buffer.alloc(5 * 1024 ** 2, 'a'), Buffer.alloc(1000, 'b')];
  const Parts = [];
  for (const [index, Body] of bodies.entries()) {
    const part = { ...target, UploadId, PartNumber: index + 1, Body };
    const { ETag } = await storage.s3.send(new UploadPartCommand(part));
    Parts.push({ ETag, PartNumber: index + 1 });
  }
  expect(await announced(storage)).toEqual([]);

  const complete = { ...target, UploadId, MultipartUpload: { Parts } };
  const { ETag } = await storage.s3.send(new CompleteMultipartUploadCommand(complete));

  const records = await announced(storage);
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'ap-northeast-2',
    eventName: 'ObjectCreated:CompleteMultipartUpload',
    s3: {
      bucket: { name: 'raw-videos', arn: 'arn:aws:s3:::raw-videos' },
      object: { key: 'long+video.mp4', size: 5 * 1024 ** 2 + 1000, eTag: ETag?.replaceAll('"', '') },
    },
  });
});

test('keys are encoded as S3 encodes them', async () => {
  await using directory = await temporaryDirectory();
  await using storage = await startStorageFixture(directory.path);

  for (const Key of ['a/b c.mp4', 'a+b.mp4', '50%.mp4', '영상.mp4']) {
    await storage.s3.send(new PutObjectCommand({ ...bucket, Key, Body: content }));
  }

  const keys = (await announced(storage)).map(({ s3 }) => s3.object.key);
  expect(keys).toEqual(['a/b+c.mp4', 'a%2Bb.mp4', '50%25.mp4', '%EC%98%81%EC%83%81.mp4']);
});

test('each write of a key has a greater sequencer of the same length', async () => {
  await using directory = await temporaryDirectory();
  await using storage = await startStorageFixture(directory.path);
  const put = new PutObjectCommand({ ...bucket, Key: 'clip.mp4', Body: content });

  for (let count = 0; count < 5; count++) await storage.s3.send(put);

  const sequencers = (await announced(storage)).map(({ s3 }) => s3.object.sequencer);
  expect(sequencers).toEqual([...new Set(sequencers)].sort());
  expect(new Set(sequencers.map(({ length }) => length)).size).toBe(1);
  expect(sequencers.join('')).toMatch(/^[0-9A-F]+$/);
});

test('a rule announces only its bucket, prefix and suffix, to its queue', async () => {
  await using directory = await temporaryDirectory();
  await using storage = await startStorageFixture(directory.path, {
    buckets: ['raw-videos', 'results'],
    queues: [
      { name: 'lite', visibilityTimeoutSeconds: 30 },
      { name: 'premium', visibilityTimeoutSeconds: 30 },
    ],
    notifications: [
      { bucket: 'raw-videos', queueName: 'lite', prefix: 'lite/', suffix: '.mp4' },
      { bucket: 'raw-videos', queueName: 'premium', prefix: 'premium/' },
    ],
  });

  for (const Key of ['lite/1.mp4', 'lite/1.txt', 'premium/2.mp4', 'other/3.mp4']) {
    await storage.s3.send(new PutObjectCommand({ ...bucket, Key, Body: content }));
  }
  await storage.s3.send(new PutObjectCommand({ Bucket: 'results', Key: 'lite/4.mp4', Body: content }));

  const keysOf = async (name: string) => (await announced(storage, name)).map(({ s3 }) => s3.object.key);
  expect(await keysOf('lite')).toEqual(['lite/1.mp4']);
  expect(await keysOf('premium')).toEqual(['premium/2.mp4']);
});

test('a write whose announcement cannot be stored fails for the client', async () => {
  await using directory = await temporaryDirectory();
  await using storage = await startStorageFixture(directory.path);
  await storage.sqs.send(new DeleteQueueCommand({ QueueUrl: storage.queueUrl('uploads') }));

  const put = storage.s3.send(new PutObjectCommand({ ...bucket, Key: 'clip.mp4', Body: content }));

  await expect(put).rejects.toMatchObject({ name: 'InternalError', $metadata: { httpStatusCode: 500 } });
});

test('the test event is sent when a rule is set up, and not again at the next start', async () => {
  await using directory = await temporaryDirectory();
  {
    await using storage = await startStorageFixture(directory.path);
    const [message, ...others] = await storage.drain('uploads');
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Bucket: 'raw-videos',
    });
    expect(others).toEqual([]);
  }
  await using restarted = await startStorageFixture(directory.path);
  expect(await restarted.drain('uploads')).toEqual([]);
});
