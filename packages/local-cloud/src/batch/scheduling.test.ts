import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../storage/test-storage.ts';
import type { BatchJobStateChange } from './event-outbox.ts';
import { makeQueues, startTestBatch, type TestBatch, until } from './test-batch.ts';

let batch: TestBatch;
const parts = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = parts.use(await temporaryDirectory());
  batch = parts.use(await startTestBatch(path));
  await makeQueues(batch.client);
});

afterAll(() => parts.disposeAsync());

type Needs = { VCPU?: string; MEMORY?: string; GPU?: string };

function needing(needs: Needs, request: Partial<SubmitJobCommandInput> = {}) {
  const script = request.containerOverrides?.command ?? ['sleep 60'];
  const resourceRequirements = Object.entries(needs).map(([type, value]) => ({
    type: type as 'VCPU',
    value,
  }));
  return { ...request, containerOverrides: { command: script, resourceRequirements } };
}

async function terminateAll(jobIds: readonly string[]): Promise<void> {
  for (const jobId of jobIds) await batch.terminate(jobId);
  for (const jobId of jobIds) await batch.ended(jobId);
}

test.each<[string, Needs, Needs]>([
  ['vCPUs', { VCPU: '2' }, { VCPU: '1' }],
  ['memory', { MEMORY: '600' }, { MEMORY: '401' }],
  ['GPUs', { GPU: '1' }, { GPU: '1' }],
])('a job waits while %s are taken', async (_, taken, needed) => {
  const first = await batch.submit('', needing(taken));
  const second = await batch.submit('', needing(needed));
  await batch.reach(first, 'RUNNING');
  expect(await batch.describe(second)).toMatchObject({ status: 'RUNNABLE' });
  await batch.terminate(first);
  await batch.reach(second, 'RUNNING');
  await terminateAll([first, second]);
});

test('as many jobs run at once as there is room for', async () => {
  const jobIds = [await batch.submit('sleep 60'), await batch.submit('sleep 60')];
  for (const jobId of jobIds) await batch.reach(jobId, 'RUNNING');
  await terminateAll(jobIds);
});

test('the queue of the higher priority goes first, each queue in order, and nothing running is stopped', async () => {
  const blocker = await batch.submit('', needing({ VCPU: '2' }));
  const whole = needing({ VCPU: '2' }, { containerOverrides: { command: ['true'] } });
  const low = [await batch.submit('', whole), await batch.submit('', whole)];
  const high = [
    await batch.submit('', { ...whole, jobQueue: 'high' }),
    await batch.submit('', { ...whole, jobQueue: 'high' }),
  ];
  expect(await batch.reach(blocker, 'RUNNING')).toMatchObject({ attempts: [] });
  await batch.terminate(blocker);
  const inOrder = await Promise.all([...high, ...low].map((jobId) => batch.ended(jobId)));
  for (const [index, job] of inOrder.slice(1).entries()) {
    expect(job.startedAt!).toBeGreaterThanOrEqual(inOrder[index]!.stoppedAt!);
  }
});

test('what the head of a queue lacks is kept for it, and what it does not need is not', async () => {
  const gpu = await batch.submit('', needing({ GPU: '1' }));
  await batch.reach(gpu, 'RUNNING');
  const waitsForGpu = await batch.submit('', { ...needing({ GPU: '1' }), jobQueue: 'high' });
  const lowWithoutGpu = await batch.submit('sleep 60');
  await batch.reach(lowWithoutGpu, 'RUNNING');
  await batch.terminate(waitsForGpu);
  await batch.terminate(gpu);
  await batch.ended(gpu);

  const waitsForAll = await batch.submit('', { ...needing({ VCPU: '2' }), jobQueue: 'high' });
  const small = await batch.submit('sleep 60');
  expect(await batch.describe(small)).toMatchObject({ status: 'RUNNABLE' });
  await batch.terminate(lowWithoutGpu);
  await batch.reach(waitsForAll, 'RUNNING');
  await terminateAll([waitsForAll, small]);
});

test('a job that this machine can never run stays runnable, says so once, and holds back its own queue only', async () => {
  const giant = await batch.submit('', needing({ VCPU: '3' }));
  const behind = await batch.submit('true');
  await batch.ended(await batch.submit('true', { jobQueue: 'high' }));
  const reason = expect.stringMatching(/^MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE/);
  expect(await batch.describe(giant)).toMatchObject({ status: 'RUNNABLE', statusReason: reason });
  expect(await batch.describe(behind)).toMatchObject({ status: 'RUNNABLE' });
  await batch.terminate(giant);
  await batch.ended(behind);
  const isBlock = (event: BatchJobStateChange) => event['detail-type'] === 'Batch Job Queue Blocked';
  await until(
    () => batch.events,
    (events) => events.some(({ detail }) => detail.jobId === behind && detail.status === 'SUCCEEDED'),
  );
  expect(batch.events.filter(isBlock)).toMatchObject([{ detail: { jobId: giant, statusReason: reason } }]);
});
