import {
  BatchServiceException,
  ClientException,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobDefinitionsCommand,
  type DescribeJobDefinitionsCommandInput,
  DescribeJobQueuesCommand,
  ListSchedulingPoliciesCommand,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../storage/test-storage.ts';
import { makeQueues, startTestBatch, type TestBatch } from './test-batch.ts';

let batch: TestBatch;
const parts = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = parts.use(await temporaryDirectory());
  batch = parts.use(await startTestBatch(path));
  await makeQueues(batch.client);
});

afterAll(() => parts.disposeAsync());

const arn = (rest: string) => `arn:aws:batch:us-east-1:000000000000:${rest}`;

function register(jobDefinitionName: string, changes: Partial<RegisterJobDefinitionCommandInput> = {}) {
  return batch.client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName,
      type: 'container',
      containerProperties: {
        image: 'shell',
        command: ['exit 7'],
        jobRoleArn: 'arn:aws:iam::000000000000:role/runner',
        resourceRequirements: [
          { type: 'VCPU', value: '0.25' },
          { type: 'MEMORY', value: '100' },
        ],
      },
      ...changes,
    }),
  );
}

async function definitions(request: DescribeJobDefinitionsCommandInput) {
  const { jobDefinitions } = await batch.client.send(new DescribeJobDefinitionsCommand(request));
  return jobDefinitions!.map(({ jobDefinitionName, revision }) => `${jobDefinitionName}:${revision}`);
}

test('a definition gets a new revision each time, and is described as it was given', async () => {
  expect(await register('twice')).toMatchObject({
    jobDefinitionArn: arn('job-definition/twice:1'),
    revision: 1,
  });
  expect(await register('twice', { tags: { a: 'b' } })).toMatchObject({ revision: 2 });
  const described = await batch.client.send(
    new DescribeJobDefinitionsCommand({ jobDefinitions: ['twice:2'] }),
  );
  expect(described.jobDefinitions).toMatchObject([
    {
      jobDefinitionArn: arn('job-definition/twice:2'),
      status: 'ACTIVE',
      type: 'container',
      tags: { a: 'b' },
      containerProperties: { image: 'shell', jobRoleArn: 'arn:aws:iam::000000000000:role/runner' },
    },
  ]);
});

test('definitions are found by name, revision, ARN and status', async () => {
  await register('found');
  await register('found');
  expect(await definitions({ jobDefinitionName: 'found' })).toEqual(['found:1', 'found:2']);
  expect(await definitions({ jobDefinitions: [arn('job-definition/found:1')] })).toEqual(['found:1']);
  expect(await definitions({ jobDefinitionName: 'found', status: 'INACTIVE' })).toEqual([]);
  expect(await definitions({ jobDefinitionName: 'lost' })).toEqual([]);
});

test.each([
  ['the name', 'latest', 'latest:2'],
  ['a revision', 'latest:1', 'latest:1'],
  ['the ARN of a revision', arn('job-definition/latest:1'), 'latest:1'],
  ['the ARN without a revision', arn('job-definition/latest'), 'latest:2'],
])('a job may refer to its definition by %s', async (_, jobDefinition, expected) => {
  if ((await definitions({ jobDefinitionName: 'latest' })).length === 0) {
    await register('latest');
    await register('latest');
  }
  const jobId = await batch.submit('true', { jobDefinition });
  expect(await batch.ended(jobId)).toMatchObject({ jobDefinition: arn(`job-definition/${expected}`) });
});

test('queues and compute environments are described as they were given', async () => {
  const { jobQueues } = await batch.client.send(new DescribeJobQueuesCommand({ jobQueues: ['high'] }));
  expect(jobQueues).toMatchObject([
    {
      jobQueueArn: arn('job-queue/high'),
      priority: 10,
      state: 'ENABLED',
      status: 'VALID',
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: arn('compute-environment/here') }],
    },
  ]);
  const { computeEnvironments } = await batch.client.send(
    new DescribeComputeEnvironmentsCommand({ computeEnvironments: [arn('compute-environment/here')] }),
  );
  expect(computeEnvironments).toMatchObject([
    { computeEnvironmentName: 'here', type: 'MANAGED', state: 'ENABLED', status: 'VALID' },
  ]);
});

test('descriptions come in pages', async () => {
  const first = await batch.client.send(new DescribeJobQueuesCommand({ maxResults: 1 }));
  const second = await batch.client.send(
    new DescribeJobQueuesCommand({ maxResults: 1, nextToken: first.nextToken }),
  );
  expect([...first.jobQueues!, ...second.jobQueues!].map(({ jobQueueName }) => jobQueueName)).toEqual([
    'high',
    'low',
  ]);
  expect(second.nextToken).toBeUndefined();
});

const queue = (changes: object) =>
  new CreateJobQueueCommand({
    jobQueueName: 'another',
    priority: 1,
    computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'here' }],
    ...changes,
  });

test('a disabled queue takes no jobs', async () => {
  await batch.client.send(queue({ jobQueueName: 'disabled', state: 'DISABLED' }));
  await expect(batch.submit('true', { jobQueue: 'disabled' })).rejects.toThrow(
    'JobQueue disabled is disabled.',
  );
});

const refusals: [string, () => Promise<unknown>, RegExp][] = [
  [
    'a queue of a name that is taken',
    () => batch.client.send(queue({ jobQueueName: 'low' })),
    /already exists: low/,
  ],
  [
    'a queue without its compute environment',
    () => batch.client.send(queue({ computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'there' }] })),
    /ComputeEnvironment there does not exist/,
  ],
  [
    'a compute environment of a name that is taken',
    () =>
      batch.client.send(
        new CreateComputeEnvironmentCommand({ computeEnvironmentName: 'here', type: 'MANAGED' }),
      ),
    /already exists: here/,
  ],
  ['a definition of a bad name', () => register('a b'), /jobDefinitionName/],
  ['a multi-node definition', () => register('many', { type: 'multinode' }), /type/],
  [
    'a definition without memory',
    () =>
      register('bare', {
        containerProperties: { image: 'a', resourceRequirements: [{ type: 'VCPU', value: '1' }] },
      }),
    /must hold VCPU and MEMORY/,
  ],
  ['eleven attempts', () => register('many', { retryStrategy: { attempts: 11 } }), /attempts/],
  [
    'a pattern with an asterisk inside',
    () =>
      register('odd', {
        retryStrategy: { attempts: 2, evaluateOnExit: [{ onReason: 'a*b', action: 'EXIT' }] },
      }),
    /an asterisk at its end/,
  ],
  [
    'an exit code in words',
    () =>
      register('odd', {
        retryStrategy: { attempts: 2, evaluateOnExit: [{ onExitCode: 'one', action: 'EXIT' }] },
      }),
    /must be digits/,
  ],
  [
    'a job without its queue',
    () => batch.submit('true', { jobQueue: 'nowhere' }),
    /JobQueue nowhere does not exist/,
  ],
  [
    'a job without its definition',
    () => batch.submit('true', { jobDefinition: 'nothing:3' }),
    /JobDefinition nothing:3 does not exist/,
  ],
  ['an array of one', () => batch.submit('true', { arrayProperties: { size: 1 } }), /arrayProperties/],
];

test.each(refusals)('the client gets a ClientException for %s', async (_, send, message) => {
  const error = await send().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ClientException);
  expect((error as ClientException).message).toMatch(message);
  expect((error as ClientException).$metadata.httpStatusCode).toBe(400);
});

test('a body that is no JSON is refused, not answered with an error of the server', async () => {
  const response = await fetch(`${batch.url}/v1/submitjob`, { method: 'POST', body: '{' });
  expect(response.status).toBe(400);
  expect(response.headers.get('x-amzn-errortype')).toBe('ClientException');
});

test('an operation that is not served says so', async () => {
  const error = await batch.client
    .send(new ListSchedulingPoliciesCommand({}))
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BatchServiceException);
  expect((error as BatchServiceException).name).toBe('UnknownOperationException');
});
