import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DescribeJobQueuesCommand } from '@aws-sdk/client-batch';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  type BatchFixture,
  connectBatch,
  isRunning,
  makeQueues,
  startBatchFixture,
  until,
} from '../testing/batch-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

let directory: string;
let started: AsyncDisposableStack;

beforeEach(async () => {
  started = new AsyncDisposableStack();
  directory = started.use(await temporaryDirectory()).path;
});

afterEach(() => started.disposeAsync());

const hostTerminated = expect.stringMatching(/^Host EC2 \(instance i-[0-9a-f]{17}\) terminated\.$/);
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

async function submitBoth(batch: Pick<BatchFixture, 'run'>) {
  const running = await batch.run(script(), { vcpus: 2, retryStrategy: { attempts: 2 } });
  const waiting = await batch.run('true');
  return { running, waiting, pids: await pidsOfAttempt() };
}

async function expectRecovery(
  batch: BatchFixture,
  { running, waiting }: { running: string; waiting: string },
) {
  expect(await batch.ended(running)).toMatchObject({
    status: 'SUCCEEDED',
    attempts: [{ statusReason: hostTerminated }, { container: { exitCode: 0 } }],
  });
  expect(await batch.ended(waiting)).toMatchObject({ status: 'SUCCEEDED' });
}

test('a service that is closed leaves no process, and the next one goes on', async () => {
  let jobs: Awaited<ReturnType<typeof submitBoth>>;
  {
    await using batch = await startBatchFixture(directory);
    await makeQueues(batch.client);
    jobs = await submitBoth(batch);
  }
  for (const pid of jobs.pids)
    await until(
      () => isRunning(pid),
      (running) => !running,
    );
  await using batch = await startBatchFixture(directory);
  await expectRecovery(batch, jobs);
  const { jobQueues } = await batch.client.send(new DescribeJobQueuesCommand({}));
  expect(jobQueues!.map(({ jobQueueName }) => jobQueueName)).toEqual(['high', 'low']);
  expect(await batch.register('script-1', 'true')).toMatchObject({ revision: 2 });
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
  for (const pid of jobs.pids) expect(await isRunning(pid)).toBe(true);

  await using batch = await startBatchFixture(directory);
  for (const pid of jobs.pids) expect(await isRunning(pid)).toBe(false);
  await expectRecovery(batch, jobs);
});

test('the state of a service that knew array jobs is taken over', async () => {
  {
    await using batch = await startBatchFixture(directory);
    await makeQueues(batch.client);
    await batch.run('exit 7');
  }
  giveFormerSchema();
  await using batch = await startBatchFixture(directory);
  await expect(makeQueues(batch.client)).rejects.toThrow('already exists: low');
  expect(await batch.ended(await batch.submit('script-1'))).toMatchObject({ container: { exitCode: 7 } });
  expect(await batch.register('script-1', 'true')).toMatchObject({ revision: 2 });
});

test('a directory serves one service at a time', async () => {
  await using _batch = await startBatchFixture(directory);
  await expect(startBatchFixture(directory)).rejects.toThrow('is another process using it?');
});

/** Turns the state of a service into what one left that knew array jobs. */
function giveFormerSchema(): void {
  using database = new DatabaseSync(join(directory, 'batch.sqlite'));
  database.exec(`
    create table catalogue (kind text, name text, revision integer, detail text);
    insert into catalogue select kind, name, 1, detail from registry;
    insert into catalogue values ('environment', 'this-machine', 1, '{}');
    drop table registry;
    create table dependencies (job_id text, depends_on text);
    alter table jobs add column parent_id text;
    alter table jobs add column is_array integer not null default 0;
    alter table jobs add column definition_arn text not null default '';
    create index jobs_by_parent on jobs (parent_id, status);
  `);
}

async function startInProcess(): Promise<{ child: ChildProcess; url: string }> {
  const program = join(directory, 'service.mjs');
  await writeFile(
    program,
    `const { startBatchService } = await import(${JSON.stringify(new URL('batch-service.ts', import.meta.url).href)});
    const { url } = await startBatchService({
      directory: ${JSON.stringify(directory)},
      environment: { PATH: process.env.PATH },
      capacity: { vcpus: 2, memoryMiB: 1000 },
      resolveImage: () => ({ command: 'sh', args: ['-c'] }),
      onEvent: async () => undefined,
    });
    console.log(url);`,
  );
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { child, url: String(line).trim() };
}
