import { setTimeout as sleep } from 'node:timers/promises';
import { ListJobsCommand } from '@aws-sdk/client-batch';
import { findRun, summarizeVideo } from '@deepsentinel/db-schema';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CloudFixture, startCloudFixture, walkingPerson } from './testing/cloud-fixture.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let fixture: CloudFixture;
let clip: Uint8Array;
beforeAll(async () => {
  directory = await temporaryDirectory();
  [fixture, clip] = [await startCloudFixture(directory.path), await walkingPerson(12)];
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

/** Waits until the analysis of a video is under way. */
async function running(videoId: string): Promise<{ runId: string; jobId: string }> {
  for (;;) {
    const video = await summarizeVideo(fixture.db, videoId);
    if (video?.runStatus === 'running' && video.jobId) return { runId: video.runId!, jobId: video.jobId };
    await sleep(50);
  }
}

describe('an uploaded video', () => {
  test('is analysed without anybody doing anything else', async () => {
    await fixture.upload(clip, { videoId: 'undisturbed' });
    expect(await fixture.ended('undisturbed')).toMatchObject({
      status: 'completed',
      progress: 100,
      attempt: 1,
    });
    const { events } = (await fixture.results('undisturbed')) as { events: { type: string }[] };
    expect(events.map(({ type }) => type)).toContain('walking');
  });

  test('that is no video fails once, says why, and leaves its request in the dead-letter queue', async () => {
    await fixture.upload('not a video', { videoId: 'broken', tier: 'lite' });
    const { status, errorCode, runId } = await fixture.ended('broken');
    expect({ status, errorCode }).toEqual({ status: 'failed', errorCode: 'unreadable' });
    let letters = await fixture.deadLetters('lite');
    while (letters.length === 0) {
      await sleep(100);
      letters = await fixture.deadLetters('lite');
    }
    expect(letters).toMatchObject([{ reason: 'unreadable', runId, exitCode: '65', attempts: '1' }]);
    expect(await findRun(fixture.db, runId!)).toMatchObject({ exit_code: 65, job_attempts: 1 });
  });

  test.each([1, 2, 3])('whose job is reclaimed (seed %i) ends as if nothing had happened', async (seed) => {
    const videoId = `reclaimed-${seed}`;
    await fixture.upload(clip, { videoId });
    const { jobId } = await running(videoId);
    await sleep((seed * 977) % 2500);
    await fixture.cloud.batch.reclaim(jobId);
    expect(await fixture.ended(videoId)).toMatchObject({ status: 'completed' });
    expect(await fixture.results(videoId)).toEqual(await fixture.results('undisturbed'));
  });
});

test('a cloud that is stopped in the middle of everything goes on where it was', async () => {
  for (const videoId of ['a', 'b', 'c']) await fixture.upload(clip, { videoId });
  await running('a');
  await fixture[Symbol.asyncDispose]();
  fixture = await startCloudFixture(directory.path);
  for (const videoId of ['a', 'b', 'c']) {
    expect(await fixture.ended(videoId)).toMatchObject({ status: 'completed' });
    expect(await fixture.results(videoId)).toEqual(await fixture.results('undisturbed'));
  }
  const jobs = await fixture.batch.send(
    new ListJobsCommand({
      jobQueue: 'analysis-basic',
      filters: [{ name: 'AFTER_CREATED_AT', values: ['0'] }],
    }),
  );
  const names = jobs.jobSummaryList!.map(({ jobName }) => jobName);
  expect(new Set(names).size).toBe(names.length);
});
