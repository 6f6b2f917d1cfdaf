import { expect, test } from '@jest/globals';
import { RequestError } from './errors.ts';
import { readVideoMetadata, videoMetadata } from './video-metadata.ts';

test('what is written on a video can be read', () => {
  const recording = { storeId: 'store-1', cameraId: 'door', recordedAt: '2026-05-01T14:03:00+09:00' };
  expect(readVideoMetadata(videoMetadata(recording))).toEqual(recording);
  expect(videoMetadata({})).toEqual({});
});

test('metadata of others is left alone', () => {
  expect(readVideoMetadata({ 'uploaded-by': 'nvr' })).toEqual({});
});

test('a moment without its time zone is refused by name', () => {
  const read = () => readVideoMetadata({ 'recorded-at': '2026-05-01 14:03' });
  expect(read).toThrow(RequestError);
  expect(read).toThrow(/metadata is malformed: recorded-at/);
});
