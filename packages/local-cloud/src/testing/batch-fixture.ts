import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import {
  BatchClient,
  CreateJobQueueCommand,
  DescribeJobsCommand,
  type JobDetail,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
  SubmitJobCommand,
  type SubmitJobCommandInput,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { logFile } from '../batch/attempt.ts';
import { type BatchService, type BatchServiceOptions, startBatchService } from '../batch/batch-service.ts';
import type { BatchEvent } from '../batch/event-outbox.ts';

const pollMs = 10;

/** Differences of a job definition from one vCPU, 100 MiB and a single attempt. */
export interface ScriptDefinition
  extends Partial<
    Pick<RegisterJobDefinitionCommandInput, 'retryStrategy' | 'timeout' | 'platformCapabilities'>
  > {
  readonly vcpus?: number;
  readonly memoryMiB?: number;
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly image?: string;
}

/** A client of a Batch service that runs shell scripts. */
export interface ScriptClient extends Disposable {
  readonly client: BatchClient;
  /** Registers a job definition that runs a shell script. */
  register(jobDefinitionName: string, script: string, definition?: ScriptDefinition): Promise<unknown>;
  /** Submits a job of a definition that exists, to the queue `low` unless told otherwise. */
  submit(jobDefinition: string, request?: Partial<SubmitJobCommandInput>): Promise<string>;
  /** Submits a job that runs a shell script, of a definition of its own: `script-1`, `script-2` and so on. */
  run(
    script: string,
    definition?: ScriptDefinition,
    request?: Partial<SubmitJobCommandInput>,
  ): Promise<string>;
  terminate(jobId: string): Promise<unknown>;
  describe(jobId: string): Promise<JobDetail>;
  /** Waits for a job to be in a state. */
  reach(jobId: string, status: JobDetail['status']): Promise<JobDetail>;
  /** Waits for a job to end. */
  ended(jobId: string): Promise<JobDetail>;
}

/** A Batch service whose images are programs of this machine, with a client for it. */
export interface BatchFixture extends BatchService, Omit<ScriptClient, typeof Symbol.dispose> {
  /** Events delivered so far. */
  readonly events: readonly BatchEvent[];
  /** Reads what the last attempt of a job wrote. */
  log(jobId: string): Promise<string>;
  /** Waits until a job has written a text. */
  written(jobId: string, text: string): Promise<unknown>;
}

/** Starts a Batch service that lends two vCPUs and 1000 MiB to jobs. */
export async function startBatchFixture(
  directory: string,
  options: Partial<BatchServiceOptions> = {},
): Promise<BatchFixture> {
  const events: BatchEvent[] = [];
  const service = await startBatchService({
    directory,
    environment: { PATH: process.env['PATH']! },
    capacity: { vcpus: 2, memoryMiB: 1000 },
    resolveImage: runHere,
    onEvent: async (event) => void events.push(event),
    stopTimeoutSeconds: 0.2,
    ...options,
  });
  const client = connectBatch(service.url);
  const log = async (jobId: string) => {
    const { container } = await client.describe(jobId);
    return await readFile(logFile(directory, container!.logStreamName!), 'utf8');
  };
  return {
    ...client,
    ...service,
    events,
    log,
    written: (jobId, text) =>
      until(
        () => log(jobId).catch(() => ''),
        (written) => written === text,
      ),
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

/** Makes a client that does not retry. */
export function connectBatch(endpoint: string): ScriptClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new BatchClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const describe = async (jobId: string) => {
    const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
    return jobs![0]!;
  };
  const awaitJob = (jobId: string, isGood: (job: JobDetail) => boolean) =>
    until(() => describe(jobId), isGood);
  const register: ScriptClient['register'] = (name, script, definition) =>
    client.send(new RegisterJobDefinitionCommand(scriptDefinition(name, script, definition)));
  const submit: ScriptClient['submit'] = async (jobDefinition, request) => {
    const submission = { jobName: 'a-job', jobQueue: 'low', jobDefinition, ...request };
    return (await client.send(new SubmitJobCommand(submission))).jobId!;
  };
  let scripts = 0;
  return {
    client,
    describe,
    register,
    submit,
    run: async (script, definition, request) => {
      scripts += 1;
      const name = `script-${scripts}`;
      await register(name, script, definition);
      return await submit(name, request);
    },
    terminate: (jobId) => client.send(new TerminateJobCommand({ jobId, reason: 'no longer needed' })),
    reach: (jobId, wanted) => awaitJob(jobId, ({ status }) => status === wanted),
    ended: (jobId) => awaitJob(jobId, ({ status }) => status === 'SUCCEEDED' || status === 'FAILED'),
    [Symbol.dispose]: () => client.destroy(),
  };
}

/** Makes the queues `low` and `high`. */
export async function makeQueues(client: BatchClient): Promise<void> {
  for (const [jobQueueName, priority] of Object.entries({ low: 1, high: 10 })) {
    await client.send(new CreateJobQueueCommand({ jobQueueName, priority }));
  }
}

/** Asks again and again until the answer is good. */
export async function until<T>(ask: () => T | Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    await setTimeout(pollMs);
  }
}

/** Tells whether a process runs; one that has ended but is not reaped yet does not. */
export async function isRunning(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return isKnown(pid);
  return await readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !/\) [ZX] /.test(stat),
    () => false,
  );
}

function isKnown(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function scriptDefinition(
  jobDefinitionName: string,
  script: string,
  definition: ScriptDefinition = {},
): RegisterJobDefinitionCommandInput {
  const { vcpus = 1, memoryMiB = 100, environment = [], image = 'shell', ...rest } = definition;
  return {
    jobDefinitionName,
    type: 'container',
    containerProperties: {
      image,
      command: [script],
      environment: [...environment],
      resourceRequirements: [
        { type: 'VCPU', value: String(vcpus) },
        { type: 'MEMORY', value: String(memoryMiB) },
      ],
    },
    ...rest,
  };
}

function runHere(image: string) {
  return image === 'shell' ? { command: 'sh', args: ['-c'] } : { command: `/nonexistent/${image}`, args: [] };
}
