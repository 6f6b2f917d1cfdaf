import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeJobsCommand,
  type JobDetail,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
  type SubmitJobCommandInput,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { type BatchService, type BatchServiceOptions, startBatchService } from './batch-service.ts';
import type { BatchJobStateChange } from './event-outbox.ts';
import { logFile } from './log-file.ts';

const pollMs = 10;

/** A client of a Batch service. */
export interface TestClient extends Disposable {
  readonly client: BatchClient;
  /** Submits a job that runs a shell script on one vCPU, to the queue `low` unless told otherwise. */
  submit(script: string, request?: Partial<SubmitJobCommandInput>): Promise<string>;
  terminate(jobId: string): Promise<unknown>;
  describe(jobId: string): Promise<JobDetail>;
  /** Waits for a job to be in a state. */
  reach(jobId: string, status: JobDetail['status']): Promise<JobDetail>;
  /** Waits for a job to end. */
  ended(jobId: string): Promise<JobDetail>;
}

/** A Batch service whose images are programs of this machine, with a client for it. */
export interface TestBatch extends BatchService, Omit<TestClient, typeof Symbol.dispose> {
  /** Those delivered so far. */
  readonly events: readonly BatchJobStateChange[];
  /** What the last attempt of a job wrote. */
  log(jobId: string): Promise<string>;
}

/** Two vCPUs, 1000 MiB and a GPU for jobs of the queues `low` and `high`. */
export async function startTestBatch(
  directory: string,
  options: Partial<BatchServiceOptions> = {},
): Promise<TestBatch> {
  const events: BatchJobStateChange[] = [];
  const service = await startBatchService({
    directory,
    environment: { PATH: process.env['PATH']! },
    capacity: { vcpus: 2, memoryMiB: 1000, gpus: 1 },
    resolveImage: runHere,
    onStateChange: async (event) => void events.push(event),
    stopTimeoutSeconds: 0.2,
    ...options,
  });
  const client = connectBatch(service.url);
  return {
    ...client,
    ...service,
    events,
    log: async (jobId) => {
      const { container } = await client.describe(jobId);
      return await readFile(logFile(directory, container!.logStreamName!), 'utf8');
    },
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

/** A client that does not retry. */
export function connectBatch(endpoint: string): TestClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new BatchClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const describe = async (jobId: string) => {
    const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
    return jobs![0]!;
  };
  const awaitJob = (jobId: string, isGood: (job: JobDetail) => boolean) =>
    until(() => describe(jobId), isGood);
  return {
    client,
    describe,
    submit: (script, request) => submit(client, script, request),
    terminate: (jobId) => client.send(new TerminateJobCommand({ jobId, reason: 'no longer needed' })),
    reach: (jobId, wanted) => awaitJob(jobId, ({ status }) => status === wanted),
    ended: (jobId) => awaitJob(jobId, ({ status }) => status === 'SUCCEEDED' || status === 'FAILED'),
    [Symbol.dispose]: () => client.destroy(),
  };
}

/** Makes the queues `low` and `high`, and the definition `script`. */
export async function makeQueues(client: BatchClient): Promise<void> {
  await client.send(new CreateComputeEnvironmentCommand({ computeEnvironmentName: 'here', type: 'MANAGED' }));
  for (const [jobQueueName, priority] of Object.entries({ low: 1, high: 10 })) {
    const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'here' }];
    await client.send(new CreateJobQueueCommand({ jobQueueName, priority, computeEnvironmentOrder }));
  }
  await client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'script',
      type: 'container',
      containerProperties: {
        image: 'shell',
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '100' },
        ],
      },
    }),
  );
}

/** Asks again and again. */
export async function until<T>(ask: () => T | Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    await setTimeout(pollMs);
  }
}

async function submit(client: BatchClient, script: string, request: Partial<SubmitJobCommandInput> = {}) {
  const { containerOverrides, ...rest } = request;
  const { jobId } = await client.send(
    new SubmitJobCommand({
      jobName: 'a-job',
      jobQueue: 'low',
      jobDefinition: 'script',
      containerOverrides: { command: [script], ...containerOverrides },
      ...rest,
    }),
  );
  return jobId!;
}

function runHere(image: string) {
  return image === 'shell' ? { command: 'sh', args: ['-c'] } : { command: `/nonexistent/${image}`, args: [] };
}
