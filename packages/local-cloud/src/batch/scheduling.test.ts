import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type BatchFixture,
  makeQueues,
  type ScriptDefinition,
  startBatchFixture,
  until,
} from '../testing/batch-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

let batch: BatchFixture;
const started = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = started.use(await temporaryDirectory());
  batch = started.use(await startBatchFixture(path));
  await makeQueues(batch.client);
});

afterAll(() => started.disposeAsync());

async function terminateAll(jobIds: readonly string[]): Promise<void> {
  for (const jobId of jobIds) await batch.terminate(jobId);
  for (const jobId of jobIds) await batch.ended(jobId);
}

test.each<[string, ScriptDefinition, ScriptDefinition]>([
  ['vCPUs', { vcpus: 2 }, { vcpus: 1 }],
  ['memory', { memoryMiB: 600 }, { memoryMiB: 401 }],
])('a job waits for %s that another one has taken', async (_, taken, needed) => {
  const first = await batch.run('sleep 60', taken);
  const second = await batch.run('sleep 60', needed);
  await batch.reach(first, 'RUNNING');
  expect(await batch.describe(second)).toMatchObject({ status: 'RUNNABLE' });
  await batch.terminate(first);
  await batch.reach(second, 'RUNNING');
  await terminateAll([first, second]);
});

test('as many jobs run at once as there is room for', async () => {
  const jobIds = [await batch.run('sleep 60'), await batch.run('sleep 60')];
  for (const jobId of jobIds) await batch.reach(jobId, 'RUNNING');
  await terminateAll(jobIds);
});

test('the queue of the higher priority goes first, each queue in order, and nothing running is stopped', async () => {
  const blocker = await batch.run('sleep 60', { vcpus: 2 });
  const low = [await batch.run('true', { vcpus: 2 }), await batch.run('true', { vcpus: 2 })];
  const toHigh = { jobQueue: 'high' };
  const high = [await batch.run('true', { vcpus: 2 }, toHigh), await batch.run('true', { vcpus: 2 }, toHigh)];
  expect(await batch.reach(blocker, 'RUNNING')).toMatchObject({ attempts: [] });
  await batch.terminate(blocker);
  const inOrder = await Promise.all([...high, ...low].map((jobId) => batch.ended(jobId)));
  for (const [index, job] of inOrder.slice(1).entries()) {
    expect(job.startedAt!).toBeGreaterThanOrEqual(inOrder[index]!.stoppedAt!);
  }
});

test('no job of a lower priority takes the room that a waiting one of a higher priority needs', async () => {
  const running = await batch.run('sleep 60');
  await batch.reach(running, 'RUNNING');
  const waitsForAll = await batch.run('sleep 60', { vcpus: 2 }, { jobQueue: 'high' });
  const small = await batch.run('sleep 60');
  expect(await batch.describe(small)).toMatchObject({ status: 'RUNNABLE' });
  await batch.terminate(running);
  await batch.reach(waitsForAll, 'RUNNING');
  await terminateAll([waitsForAll, small]);
});

test('a job that this machine can never run stays runnable, says so once, and holds back its own queue only', async () => {
  const giant = await batch.run('true', { vcpus: 3 }, { jobQueue: 'high' });
  const behind = await batch.run('true', {}, { jobQueue: 'high' });
  await batch.ended(await batch.run('true'));
  const reason = expect.stringMatching(/^MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE/);
  expect(await batch.describe(giant)).toMatchObject({ status: 'RUNNABLE', statusReason: reason });
  expect(await batch.describe(behind)).toMatchObject({ status: 'RUNNABLE' });
  await batch.terminate(giant);
  await until(
    () => batch.events,
    (events) => events.some(({ detail }) => detail.jobId === behind),
  );
  const blocks = batch.events.filter((event) => event['detail-type'] === 'Batch Job Queue Blocked');
  expect(blocks).toMatchObject([
    { resources: [expect.stringContaining(giant), expect.stringMatching(/job-queue\/high$/)] },
  ]);
  expect(blocks[0]!.detail).toMatchObject({ jobId: giant, statusReason: reason });
});
