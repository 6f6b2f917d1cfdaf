import { findRecording, saveStoreConfiguration } from '@deepsentinel/db-schema';
import { type FreshDatabase, freshDatabase } from '@deepsentinel/db-schema/testing';
import { type AnalysisRequest, videoMetadata } from '@deepsentinel/queue-contracts';
import { startTestCloud, type TestCloud } from '@deepsentinel/test-kit/cloud';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Acceptance, acceptRequest } from './accept-request.ts';
import { RequestRejected } from './errors.ts';

let cloud: TestCloud;
let database: FreshDatabase;
beforeAll(async () => {
  [cloud, database] = await Promise.all([startTestCloud(), freshDatabase()]);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await cloud[Symbol.asyncDispose]();
});

const accept = (key: string, overrides: Partial<AnalysisRequest> = {}) => {
  const request: AnalysisRequest = {
    source: { bucket: 'raw-videos', key },
    tier: 'basic',
    requestedAt: '2026-01-02T03:04:05Z',
    ...overrides,
  };
  return acceptRequest(request, { db: database.db, s3: cloud.s3, allowedBuckets: ['raw-videos'] });
};

test('a request is pinned to the content that its object has', async () => {
  const etag = await cloud.putObject('영상 1+2.mp4', 'video');
  expect(await accept('영상 1+2.mp4')).toMatchObject({
    outcome: 'created',
    source: { bucket: 'raw-videos', key: '영상 1+2.mp4', etag },
  });
  expect(await accept('영상 1+2.mp4', { tier: 'premium' })).toMatchObject({
    outcome: 'duplicate',
    tier: 'basic',
  });
});

test('new content of an object is another analysis, and an announcement of the old one is stale', async () => {
  const first = await cloud.putObject('again.mp4', 'first');
  expect(await accept('again.mp4')).toMatchObject({ outcome: 'created' });
  await cloud.putObject('again.mp4', 'second');
  const source = { bucket: 'raw-videos', key: 'again.mp4', etag: first };
  expect(await accept('again.mp4', { source })).toEqual({ outcome: 'stale' });
  expect(await accept('again.mp4')).toMatchObject({ outcome: 'created' });
});

test('what a request does not say of store, camera and time is read from the metadata of the object', async () => {
  const { db } = database;
  const store = { id: 'store-1', name: 'The store', timeZone: 'Asia/Seoul' };
  await saveStoreConfiguration(db, { ...store, cameras: [{ id: 'door', name: 'Door' }] });
  const recording = { storeId: 'store-1', cameraId: 'door', recordedAt: '2026-05-01T14:03:00+09:00' };
  await cloud.putObject('known.mp4', 'video', videoMetadata(recording));
  const { videoId } = (await accept('known.mp4')) as Extract<Acceptance, { videoId: string }>;
  const recordedAt = new Date(recording.recordedAt);
  expect(await findRecording(db, videoId)).toEqual({ ...recording, recordedAt });

  await cloud.putObject('told.mp4', 'video', videoMetadata(recording));
  const told = await accept('told.mp4', { recordedAt: '2026-06-01T00:00:00Z' });
  const recorded = await findRecording(db, (told as Extract<Acceptance, { videoId: string }>).videoId);
  expect(recorded).toMatchObject({ storeId: 'store-1', recordedAt: new Date('2026-06-01T00:00:00Z') });

  await cloud.putObject('wrong.mp4', 'video', { 'recorded-at': 'yesterday' });
  await expect(accept('wrong.mp4')).rejects.toMatchObject({ reason: 'metadata-malformed' });
});

test.each([
  ['an object that is not there', 'missing.mp4', {}, 'object-missing'],
  ['an object without content', 'nothing.mp4', {}, 'empty'],
  [
    'a bucket that is not allowed',
    'x',
    { source: { bucket: 'secrets', key: 'a.mp4' } },
    'bucket-not-allowed',
  ],
  ['a store that nobody registered', 'again.mp4', { storeId: 'nowhere', videoId: 'fresh' }, 'unknown-store'],
])('%s is rejected for good', async (_case, key, overrides, reason) => {
  await cloud.putObject('nothing.mp4', '');
  const rejected = accept(key, overrides);
  await expect(rejected).rejects.toThrow(RequestRejected);
  await expect(rejected).rejects.toMatchObject({ reason });
});
