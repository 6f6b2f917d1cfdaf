import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeJobDefinitionsCommand, DescribeJobQueuesCommand } from '@aws-sdk/client-batch';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connectBatch, makeQueues, startTestBatch, type TestBatch, until } from './test-batch.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'batch-'));
});

afterEach(() => rm(directory, { recursive: true }));

const hostTerminated = expect.stringMatching(/^Host EC2 \(instance i-[0-9a-f]{17}\) terminated\.$/);
const runs = (pid: number) =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !/\) [ZX] /.test(stat),
    () => false,
  );
const pidFile = () => join(directory, 'pids');

/** Runs for a minute the first time, with a grandchild, and ends at once the second time. */
const script = () => `[ $AWS_BATCH_JOB_ATTEMPT = 2 ] && exit 0; sleep 60 & echo $$ $! > ${pidFile()}; wait`;

async function pidsOfAttempt(): Promise<number[]> {
  const text = await until(
    () => readFile(pidFile(), 'utf8').catch(() => ''),
    (content) => content.endsWith('\n'),
  );
  return text.trim().split(' ').map(Number);
}

async function submitBoth(batch: Pick<TestBatch, 'submit'>) {
  const running = await batch.submit(script(), { retryStrategy: { attempts: 2 } });
  const waiting = await batch.submit('true', { dependsOn: [{ jobId: running }] });
  return { running, waiting, pids: await pidsOfAttempt() };
}

async function expectRecovery(batch: TestBatch, { running, waiting }: { running: string; waiting: string }) {
  expect(await batch.ended(running)).toMatchObject({
    status: 'SUCCEEDED',
    attempts: [{ statusReason: hostTerminated }, { container: { exitCode: 0 } }],
  });
  expect(await batch.ended(waiting)).toMatchObject({ status: 'SUCCEEDED' });
}

test('a service that is closed leaves no process, and the next one goes on', async () => {
  let jobs: Awaited<ReturnType<typeof submitBoth>>;
  {
    await using batch = await startTestBatch(directory);
    await makeQueues(batch.client);
    jobs = await submitBoth(batch);
  }
  for (const pid of jobs.pids)
    await until(
      () => runs(pid),
      (isRunning) => !isRunning,
    );
  await using batch = await startTestBatch(directory);
  await expectRecovery(batch, jobs);
  const { jobQueues } = await batch.client.send(new DescribeJobQueuesCommand({}));
  expect(jobQueues!.map(({ jobQueueName }) => jobQueueName)).toEqual(['high', 'low']);
  const { jobDefinitions } = await batch.client.send(new DescribeJobDefinitionsCommand({}));
  expect(jobDefinitions).toMatchObject([{ jobDefinitionName: 'script', revision: 1 }]);
});

// Elsewhere a killed service's processes are not found.
const testOnLinux = process.platform === 'linux' ? test : test.skip;

testOnLinux('what a killed service leaves running is killed by the next one', async () => {
  const service = await startInProcess();
  using client = connectBatch(service.url);
  await makeQueues(client.client);
  const jobs = await submitBoth(client);
  service.child.kill('SIGKILL');
  await once(service.child, 'exit');
  for (const pid of jobs.pids) expect(await runs(pid)).toBe(true);

  await using batch = await startTestBatch(directory);
  for (const pid of jobs.pids) expect(await runs(pid)).toBe(false);
  await expectRecovery(batch, jobs);
});

test('a directory serves one service at a time', async () => {
  await using _batch = await startTestBatch(directory);
  await expect(startTestBatch(directory)).rejects.toThrow('is another process using it?');
});

async function startInProcess(): Promise<{ child: ChildProcess; url: string }> {
  const program = join(directory, 'service.mjs');
  await writeFile(
    program,
    `const { startBatchService } = await import(${JSON.stringify(new URL('batch-service.ts', import.meta.url).href)});
    const { url } = await startBatchService({
      directory: ${JSON.stringify(directory)},
      environment: { PATH: process.env.PATH },
      capacity: { vcpus: 2, memoryMiB: 1000, gpus: 0 },
      resolveImage: () => ({ command: 'sh', args: ['-c'] }),
      onStateChange: async () => undefined,
    });
    console.log(url);`,
  );
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { child, url: String(line).trim() };
}
