import { networkInterfaces } from 'node:os';
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type StorageFixture, startStorageFixture } from '../testing/storage-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

const clip = { Bucket: 'raw-videos', Key: 'videos/1/매장 clip.mp4' };
const large = { Bucket: 'raw-videos', Key: 'large.mp4' };
/** Larger than what fauxqs takes in one request, and larger than what it is left to serve. */
const largeBody = Buffer.from(Uint32Array.from({ length: 7.5 * 1024 ** 2 }, (_, index) => index).buffer);

const started = new AsyncDisposableStack();
let storage: StorageFixture;
beforeAll(async () => {
  const directory = started.use(await temporaryDirectory());
  storage = started.use(await startStorageFixture(directory.path));
  await storage.s3.send(new PutObjectCommand({ ...clip, Body: '0123456789' }));
  await storage.s3.send(new PutObjectCommand({ ...large, Body: largeBody, ContentType: 'video/mp4' }));
});
afterAll(() => started.disposeAsync());

/** Makes a URL that looks presigned; its signature is not checked. */
function presigned(key: string, signedAt = new Date()): string {
  const date = signedAt.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Date': date,
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': '0',
    'x-amz-checksum-mode': 'ENABLED',
    'x-id': 'GetObject',
  });
  return `${storage.url}/raw-videos/${key.split('/').map(encodeURIComponent).join('/')}?${query}`;
}

async function get(
  url: string,
  range: string,
): Promise<{ status: number; range: string | null; body: Buffer }> {
  const response = await fetch(url, { headers: { range } });
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, range: response.headers.get('content-range'), body };
}

test('one PUT of 30 MiB arrives whole, with the MD5 as its ETag', async () => {
  const { Body, ContentType, ETag } = await storage.s3.send(new GetObjectCommand(large));
  const { ETag: etagOfHead, ContentLength } = await storage.s3.send(new HeadObjectCommand(large));

  expect(largeBody.equals((await Body?.transformToByteArray()) ?? Buffer.of())).toBe(true);
  expect(ContentType).toBe('video/mp4');
  expect(ETag).toBe(etagOfHead);
  expect(ETag).toMatch(/^"[0-9a-f]{32}"$/);
  expect(ContentLength).toBe(largeBody.length);
});

test.each([
  [clip.Key, 'bytes=2-4', 'bytes 2-4/10', Buffer.from('234')],
  [clip.Key, 'bytes=8-', 'bytes 8-9/10', Buffer.from('89')],
  [clip.Key, 'bytes=-3', 'bytes 7-9/10', Buffer.from('789')],
  [clip.Key, 'bytes=0-', 'bytes 0-9/10', Buffer.from('0123456789')],
  [large.Key, 'bytes=0-', `bytes 0-${largeBody.length - 1}/${largeBody.length}`, largeBody],
  [
    large.Key,
    'bytes=20000000-20000099',
    `bytes 20000000-20000099/${largeBody.length}`,
    largeBody.subarray(2e7, 2e7 + 100),
  ],
  [
    large.Key,
    'bytes=31457270-99999999',
    `bytes 31457270-31457279/${largeBody.length}`,
    largeBody.subarray(-10),
  ],
  [large.Key, 'bytes=-4', `bytes 31457276-31457279/${largeBody.length}`, largeBody.subarray(-4)],
])('a presigned URL of %s serves %s', async (key, range, contentRange, expected) => {
  const { status, range: answered, body } = await get(presigned(key), range);

  expect({ status, answered }).toEqual({ status: 206, answered: contentRange });
  expect(body.equals(expected)).toBe(true);
});

test('a range beyond the end is refused, of small and of large objects', async () => {
  expect((await get(presigned(clip.Key), 'bytes=10-')).status).toBe(416);
  expect((await get(presigned(large.Key), 'bytes=31457280-')).status).toBe(416);
});

test('a large object keeps its ETag condition', async () => {
  const IfMatch = '"00000000000000000000000000000000"';
  const read = storage.s3.send(new GetObjectCommand({ ...large, IfMatch, Range: 'bytes=0-1' }));
  await expect(read).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('a presigned URL expires', async () => {
  const anHourAgo = new Date(Date.now() - 3_600_000);
  const { status, body } = await get(presigned(clip.Key, anHourAgo), 'bytes=0-1');
  expect(status).toBe(403);
  expect(String(body)).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
});

test.each<[string, (s3: S3Client) => Promise<unknown>]>([
  ['tagging', (s3) => s3.send(new PutObjectTaggingCommand({ ...clip, Tagging: { TagSet: [] } }))],
  ['reading tags', (s3) => s3.send(new GetObjectTaggingCommand(clip))],
  ['writing if absent', (s3) => s3.send(new PutObjectCommand({ ...clip, IfNoneMatch: '*', Body: 'new' }))],
  ['listing parts', (s3) => s3.send(new ListPartsCommand({ ...clip, UploadId: '1' }))],
  ['reading a version', (s3) => s3.send(new GetObjectCommand({ ...clip, VersionId: '1' }))],
  [
    'versioning',
    (s3) =>
      s3.send(
        new PutBucketVersioningCommand({
          Bucket: clip.Bucket,
          VersioningConfiguration: { Status: 'Enabled' },
        }),
      ),
  ],
  [
    'setting notifications',
    (s3) =>
      s3.send(
        new PutBucketNotificationConfigurationCommand({ Bucket: clip.Bucket, NotificationConfiguration: {} }),
      ),
  ],
])('%s is not implemented, and says so instead of doing something else', async (_what, request) => {
  await expect(request(storage.s3)).rejects.toMatchObject({
    name: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  });
  const { Body } = await storage.s3.send(new GetObjectCommand(clip));
  expect(await Body?.transformToString()).toBe('0123456789');
});

test.each([['a//b.mp4'], ['/a.mp4'], ['a%2F..%2Fb.mp4'], [`${'a'.repeat(241)}.mp4`]])(
  'the key %s, which cannot be a path, is refused',
  async (path) => {
    const response = await fetch(`${storage.url}/raw-videos/${path}`, { method: 'PUT', body: 'x' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('cannot hold the key');
  },
);

test('a form cannot write outside the directory', async () => {
  const body = new FormData();
  body.set('key', '../../../outside');
  body.set('file', new Blob(['x']), 'x');
  const response = await fetch(`${storage.url}/raw-videos`, { method: 'POST', body });
  expect(response.status).toBe(400);
});

test('a body over the limit of one request is refused in a form that clients understand', async () => {
  const put = new PutObjectCommand({ ...clip, Body: 'x' });
  put.middlewareStack.add(
    (next) => (input) => {
      (input.request as { headers: Record<string, string> }).headers['content-length'] = String(
        2 * 1024 ** 3,
      );
      return next(input);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await expect(storage.s3.send(put)).rejects.toMatchObject({ name: 'EntityTooLarge' });
});

test('only this machine can reach the server', async () => {
  const others = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ family, internal }) => family === 'IPv4' && !internal),
  );
  const { port } = new URL(storage.url);
  for (const { address } of others) {
    await expect(fetch(`http://${address}:${port}/health`)).rejects.toThrow('fetch failed');
  }
});
