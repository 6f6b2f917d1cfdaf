import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listEvents, loadProgress, openDatabase, prepareServerDatabase } from '@deepsentinel/db-schema';
import { freshDatabase } from '@deepsentinel/db-schema/testing';
import { startTestCloud } from '@deepsentinel/test-kit/cloud';
import { expect, test } from '@jest/globals';
import { runJob } from './run-job.ts';
import { claimedJob, recordingLog, walkingPerson } from './testing/runner-fixture.ts';

// The embedded database has one user.
(process.env.TEST_DATABASE_URL ? test : test.skip)(
  'a job, and the claim of a worker, need no more of the database than the role of the runner has',
  async () => {
    await using disposables = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'database-role-'));
    disposables.defer(() => rm(directory, { recursive: true }));
    const cloud = disposables.use(await startTestCloud());
    const { location, db } = disposables.use(await freshDatabase());
    await prepareServerDatabase(location);
    const url = Object.assign(new URL(location), { username: 'runner' }).href;
    const runner = disposables.use(await openDatabase(url));

    const clip = await walkingPerson(directory, 6);
    const claim = { cloud, db: runner.db, key: 'walking.mp4' };
    const { videoId, environment } = await claimedJob(clip, claim);
    const signal = new AbortController().signal;
    await runJob({ ...environment, DATABASE_URL: url }, { s3: cloud.s3, signal, log: recordingLog() });
    expect(await loadProgress(db, videoId)).toMatchObject({ status: 'completed', progress: 100 });
    expect(await listEvents(db, { videoId, limit: 9 })).not.toEqual([]);
  },
);
