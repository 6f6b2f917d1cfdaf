import { findRun } from '@deepsentinel/db-schema';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CloudFixture, startCloudFixture, until, walkingPerson } from './testing/cloud-fixture.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let fixture: CloudFixture;
let clip: Uint8Array;
beforeAll(async () => {
  directory = await temporaryDirectory();
  [fixture, clip] = [await startCloudFixture(directory.path), await walkingPerson(6)];
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

describe('an uploaded video', () => {
  test('is analyzed without anybody doing anything else', async () => {
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
    const deadLetters = await until(
      () => fixture.deadLetters('lite'),
      ({ length }) => length > 0,
    );
    expect(deadLetters).toMatchObject([{ reason: 'unreadable', runId, exitCode: '65', attempts: '1' }]);
    expect(await findRun(fixture.db, runId!)).toMatchObject({ exit_code: 65, job_attempts: 1 });
  });

  test('whose job is reclaimed ends as if nothing had happened', async () => {
    await fixture.upload(clip, { videoId: 'reclaimed' });
    const { jobId } = await fixture.running('reclaimed');
    await fixture.cloud.batch.reclaim(jobId);
    expect(await fixture.ended('reclaimed')).toMatchObject({ status: 'completed' });
    expect(await fixture.results('reclaimed')).toEqual(await fixture.results('undisturbed'));
  });
});

test('a cloud that is stopped in the middle of everything goes on where it was', async () => {
  const videoIds = ['a', 'b'];
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
