import {
  BatchServiceException,
  ClientException,
  CreateJobQueueCommand,
  DescribeJobQueuesCommand,
  ListSchedulingPoliciesCommand,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type BatchFixture, makeQueues, startBatchFixture } from '../testing/batch-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

let batch: BatchFixture;
const started = new AsyncDisposableStack();

beforeAll(async () => {
  const { path } = started.use(await temporaryDirectory());
  batch = started.use(await startBatchFixture(path));
  await makeQueues(batch.client);
});

afterAll(() => started.disposeAsync());

const arn = (rest: string) => `arn:aws:batch:us-east-1:000000000000:${rest}`;

function register(jobDefinitionName: string, changes: Partial<RegisterJobDefinitionCommandInput> = {}) {
  return batch.client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName,
      type: 'container',
      containerProperties: {
        image: 'shell',
        command: ['exit 7'],
        resourceRequirements: [
          { type: 'VCPU', value: '0.25' },
          { type: 'MEMORY', value: '100' },
        ],
      },
      ...changes,
    }),
  );
}

test('a job definition gets a new revision each time, and a job runs the latest one', async () => {
  const jobDefinitionArn = arn('job-definition/twice:1');
  expect(await register('twice')).toMatchObject({ jobDefinitionArn, revision: 1 });
  expect(await batch.register('twice', 'exit 8')).toMatchObject({ revision: 2 });
  expect(await batch.ended(await batch.submit('twice'))).toMatchObject({
    jobDefinition: arn('job-definition/twice:2'),
    container: { exitCode: 8 },
  });
});

test('queues are described as they were made, the highest priority first', async () => {
  const { jobQueues } = await batch.client.send(new DescribeJobQueuesCommand());
  expect(jobQueues).toMatchObject([
    { jobQueueName: 'high', jobQueueArn: arn('job-queue/high'), priority: 10, state: 'ENABLED' },
    { jobQueueName: 'low', jobQueueArn: arn('job-queue/low'), priority: 1, status: 'VALID' },
  ]);
});

const withRetries = (retryStrategy: RegisterJobDefinitionCommandInput['retryStrategy']) => () =>
  register('odd', { retryStrategy });

const refusals: [string, () => Promise<unknown>, RegExp][] = [
  [
    'a queue of a name that is taken',
    () => batch.client.send(new CreateJobQueueCommand({ jobQueueName: 'low', priority: 1 })),
    /already exists: low/,
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
  ['eleven attempts', withRetries({ attempts: 11 }), /attempts/],
  [
    'a pattern with an asterisk inside',
    withRetries({ attempts: 2, evaluateOnExit: [{ onReason: 'a*b', action: 'EXIT' }] }),
    /an asterisk at its end/,
  ],
  [
    'an exit code in words',
    withRetries({ attempts: 2, evaluateOnExit: [{ onExitCode: 'one', action: 'EXIT' }] }),
    /must be digits/,
  ],
  [
    'a job without its queue',
    () => batch.submit('twice', { jobQueue: 'nowhere' }),
    /JobQueue nowhere does not/,
  ],
  ['a job without its definition', () => batch.submit('nothing'), /JobDefinition nothing does not exist/],
  [
    'a field that is not served, rather than ignoring it',
    () => batch.submit('twice', { arrayProperties: { size: 2 } }),
    /arrayProperties/,
  ],
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
