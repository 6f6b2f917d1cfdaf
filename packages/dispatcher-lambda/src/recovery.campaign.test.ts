import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createOutcomeHandler } from './outcome-handler.ts';
import { createReconciler } from './reconciler.ts';
import { createRequestHandler } from './request-handler.ts';
import {
  type DispatcherFixture,
  dispatcherFixture,
  lambdaContext,
  requestFor,
} from './testing/dispatcher-fixture.ts';
import { mortalContext, seededRandom } from './testing/faults.ts';
import { SimulatedJobs } from './testing/simulated-jobs.ts';

const videoCount = 30;
const chaosRounds = 40;
const quietRounds = 60;

let fixture: DispatcherFixture;
beforeAll(async () => {
  fixture = await dispatcherFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** Lets ten minutes pass for all that no process renews. */
async function passTime(jobs: SimulatedJobs): Promise<void> {
  const aged = ['claimed_at', 'heartbeat_at', 'lease_expires_at', 'ended_at'] as const;
  const earlier = fixture.database.db.updateTable('analysis_runs').set(({ fn, val }) => {
    const ages = aged.map((column) => [column, fn<Date>('date_subtract', [column, val('10 minutes')])]);
    return Object.fromEntries(ages);
  });
  await earlier.execute();
  await jobs.renew();
}

/** Works through a flow in which processes die at random calls and jobs end in all ways, and then through a quiet one. */
async function endure(seed: number) {
  const random = seededRandom(seed);
  await fixture.database.db.deleteFrom('videos').execute();
  fixture.batch.jobs.length = 0;
  const jobs = new SimulatedJobs(fixture, random);
  const keys = Array.from({ length: videoCount }, (_, index) => `campaign/${seed}/${index}.mp4`);
  for (const key of keys) await fixture.cloud.putObject(key, 'video');
  let deaths = 0;
  /** Calls a handler in a process of its own, which may die. */
  const mortally = async (work: (context: typeof fixture.context) => Promise<unknown>) => {
    const { context, isDead } = mortalContext(fixture.context, random, 0.985);
    const isDone = await work(context).then(
      () => !isDead(),
      () => false,
    );
    if (isDead()) deaths += 1;
    return isDone;
  };
  const unread = keys.flatMap((key) => (random() < 0.3 ? [key, key] : [key]));
  for (let round = 0; round < chaosRounds; round += 1) {
    for (const key of unread.splice(0, 3)) {
      const event = fixture.sqsEvent([requestFor(key)]);
      const isRead = await mortally(async (context) => {
        const { batchItemFailures } = await createRequestHandler(context)(event, lambdaContext);
        if (batchItemFailures.length > 0) throw new Error('not read');
      });
      if (!isRead || random() < 0.1) unread.push(key);
    }
    await jobs.start(0.7);
    await jobs.step(0.25);
    for (const end of jobs.ends.splice(0).toSorted(() => random() - 0.5)) {
      const fate = random();
      if (fate < 0.2) continue;
      const detail = { source: 'aws.batch', 'detail-type': 'Batch Job State Change', detail: end };
      await mortally((context) => createOutcomeHandler(context)(detail));
      if (fate > 0.6) jobs.ends.push(end);
    }
    if (random() < 0.3) await passTime(jobs);
    await mortally((context) => createReconciler(context, 300)());
  }
  for (const key of unread) {
    await createRequestHandler(fixture.context)(fixture.sqsEvent([requestFor(key)]), lambdaContext);
  }
  for (let round = 0; round < quietRounds; round += 1) {
    await passTime(jobs);
    await createReconciler(fixture.context, 300)();
    await jobs.start(1);
    await jobs.step(0);
  }
  return { jobs, deaths };
}

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

test.each(seeds)(
  'seed %i: every request ends once, as completed or as failed with a letter',
  async (seed) => {
    const { jobs, deaths } = await endure(seed);
    const runs = await fixture.database.db.selectFrom('analysis_runs').selectAll().execute();
    const letters = await fixture.deadLetters('basic');
    const reported = new Set(
      letters.map(({ MessageAttributes }) => MessageAttributes!['runId']?.StringValue),
    );
    const completed = runs.filter(({ status }) => status === 'completed');
    const failed = runs.filter(({ status }) => status === 'failed');
    const outcome = { completed: completed.length, failed: failed.length, letters: letters.length };
    process.stdout.write(`${JSON.stringify({ seed, deaths, ...outcome, jobs: jobs.counts })}\n`);
    expect(runs).toHaveLength(videoCount);
    expect(completed.length + failed.length).toBe(videoCount);
    for (const { id, dead_lettered_at } of failed) {
      expect(dead_lettered_at).not.toBeNull();
      expect(reported).toContain(id);
    }
    for (const { id } of completed) {
      expect(reported).not.toContain(id);
      // Each chunk was saved once, in order, by whichever job: a zombie has saved nothing.
      expect(jobs.saved.chunks.get(id)).toEqual([1, 2, 3, 4, 5]);
      expect(jobs.saved.completions.get(id)).toBe(1);
    }
    expect(jobs.isIdle).toBe(true);
  },
);
