import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CloudFixture, startCloudFixture, walkingPerson } from './testing/cloud-fixture.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let fixture: CloudFixture;
let clip: Uint8Array;
beforeAll(async () => {
  directory = await temporaryDirectory();
  [fixture, clip] = [await startCloudFixture(directory.path), await walkingPerson(12)];
  await fixture.upload(clip, { videoId: 'undisturbed' });
  expect(await fixture.ended('undisturbed')).toMatchObject({ status: 'completed' });
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

test.each([1, 2, 3])(
  'a video whose job is reclaimed at moment %i ends as if nothing had happened',
  async (moment) => {
    const videoId = `reclaimed-${moment}`;
    await fixture.upload(clip, { videoId });
    const { jobId } = await fixture.running(videoId);
    await sleep((moment * 977) % 2500);
    await fixture.cloud.batch.reclaim(jobId);
    expect(await fixture.ended(videoId)).toMatchObject({ status: 'completed' });
    expect(await fixture.results(videoId)).toEqual(await fixture.results('undisturbed'));
  },
);

test('a cloud that is stopped with jobs running and waiting goes on where it was', async () => {
  const videoIds = ['a', 'b', 'c'];
  for (const videoId of videoIds) await fixture.upload(clip, { videoId });
  await fixture.running('a');
  await fixture[Symbol.asyncDispose]();
  fixture = await startCloudFixture(directory.path);
  for (const videoId of videoIds) {
    expect(await fixture.ended(videoId)).toMatchObject({ status: 'completed' });
    expect(await fixture.results(videoId)).toEqual(await fixture.results('undisturbed'));
  }
  const names = await fixture.jobNames('basic');
  expect(new Set(names).size).toBe(names.length);
});
