import { expect, test } from '@jest/globals';
import { videoIdOfKey } from './s3-key.ts';

test.each([
  ['videos/v-17/a.mp4', 'v-17'],
  ['lite/videos/v-18/b/c.mp4', 'v-18'],
  ['a.mp4', undefined],
  ['videos/v-17', undefined],
  ['videos/v\u0001/a.mp4', undefined],
])('the key %j gives a video the id %j', (key, id) => {
  expect(videoIdOfKey(key)).toBe(id);
});
