import {
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobDefinitionsCommand,
  DescribeJobQueuesCommand,
  ListJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../storage/test-storage.ts';
import { connectBatch, startTestBatch, type TestClient } from './test-batch.ts';

/** `.ci/moto.sh start` prints it. */
const motoUrl = process.env['TEST_MOTO_URL'];

/** Different at each run, because moto remembers. */
const name = `compared-${process.pid}`;

type Answers = Awaited<ReturnType<typeof askEverything>>;

(motoUrl ? describe : describe.skip)('our answers and those of moto', () => {
  let ours: Answers;
  let theirs: Answers;
  const parts = new AsyncDisposableStack();

  beforeAll(async () => {
    const { path } = parts.use(await temporaryDirectory());
    const batch = parts.use(await startTestBatch(path));
    const moto = parts.use(connectBatch(motoUrl!));
    await createServiceRole();
    [ours, theirs] = await Promise.all([askEverything(batch), askEverything(moto)]);
  });

  afterAll(() => parts.disposeAsync());

  // What moto says and we do not.
  const leftOut: Record<keyof Answers, string[]> = {
    createdEnvironment: [],
    environment: [],
    createdQueue: [],
    queue: [],
    registered: [],
    definition: [],
    submitted: [],
    // Instances are not described, and resources by requirements only, as in AWS's own example of an event. Moto lists
    // AWS_BATCH_JOB_ID among the variables.
    job: [
      'attempts.container.containerInstanceArn',
      'attempts.container.networkInterfaces',
      'container.environment.name',
      'container.environment.value',
      'container.memory',
      'container.privileged',
      'container.readonlyRootFilesystem',
      'container.vcpus',
    ],
    listed: [],
  };

  test.each(Object.entries(leftOut))('hold the same keys: %s', (answer, expected) => {
    const key = answer as keyof Answers;
    const known = keysOf(ours[key]);
    expect(keysOf(theirs[key]).filter((path) => !known.includes(path))).toEqual(expected);
  });

  const same: [keyof Answers, string[]][] = [
    ['createdEnvironment', ['computeEnvironmentName']],
    ['environment', ['computeEnvironmentName', 'type', 'state', 'status', 'serviceRole']],
    ['createdQueue', ['jobQueueName']],
    ['queue', ['jobQueueName', 'priority', 'state', 'status', 'tags']],
    ['registered', ['jobDefinitionName', 'revision']],
    [
      'definition',
      ['jobDefinitionName', 'revision', 'type', 'status', 'parameters', 'retryStrategy', 'tags'],
    ],
    ['submitted', ['jobName']],
    ['job', ['jobName', 'status', 'dependsOn', 'parameters']],
    ['listed', ['jobName', 'status']],
  ];

  test.each(same)('say the same: %s', (answer, keys) => {
    const pick = (answers: Answers) => {
      const object = answers[answer] as unknown as Record<string, unknown>;
      return Object.fromEntries(keys.map((key) => [key, object[key]]));
    };
    expect(pick(ours)).toEqual(pick(theirs));
  });

  test.each<[keyof Answers, string]>([
    ['createdEnvironment', 'computeEnvironmentArn'],
    ['createdQueue', 'jobQueueArn'],
    ['registered', 'jobDefinitionArn'],
    ['submitted', 'jobArn'],
    ['job', 'jobQueue'],
    ['job', 'jobDefinition'],
  ])('name by ARNs of the same form: %s, %s', (answer, key) => {
    const form = (answers: Answers) => {
      const arn = (answers[answer] as unknown as Record<string, string>)[key]!;
      return arn.replace(/\d{12}/, 'ACCOUNT').replace(/[0-9a-f-]{36}/, 'ID');
    };
    expect(form(ours)).toBe(form(theirs));
  });
});

/** One of everything, described. */
async function askEverything({ client, ended }: Pick<TestClient, 'client' | 'ended'>) {
  const createdEnvironment = await client.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: name,
      type: 'UNMANAGED',
      state: 'ENABLED',
      serviceRole: 'arn:aws:iam::123456789012:role/batch',
    }),
  );
  const computeEnvironments = [name];
  const environments = await client.send(new DescribeComputeEnvironmentsCommand({ computeEnvironments }));
  const createdQueue = await client.send(
    new CreateJobQueueCommand({
      jobQueueName: name,
      priority: 5,
      state: 'ENABLED',
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: createdEnvironment.computeEnvironmentArn }],
    }),
  );
  const queues = await client.send(new DescribeJobQueuesCommand({ jobQueues: [name] }));
  const registered = await client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: name,
      type: 'container',
      parameters: { one: '1' },
      containerProperties: {
        image: 'shell',
        command: ['true'],
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '100' },
        ],
      },
      retryStrategy: { attempts: 2, evaluateOnExit: [{ onExitCode: '7*', action: 'RETRY' }] },
    }),
  );
  const definitions = await client.send(new DescribeJobDefinitionsCommand({ jobDefinitionName: name }));
  const submitted = await client.send(
    new SubmitJobCommand({ jobName: name, jobQueue: name, jobDefinition: name }),
  );
  const job = await ended(submitted.jobId!);
  const listed = await client.send(new ListJobsCommand({ jobQueue: name, jobStatus: 'SUCCEEDED' }));
  return {
    createdEnvironment,
    environment: environments.computeEnvironments![0]!,
    createdQueue,
    queue: queues.jobQueues![0]!,
    registered,
    definition: definitions.jobDefinitions![0]!,
    submitted,
    job,
    listed: listed.jobSummaryList![0]!,
  };
}

/** Paths of all keys that have a value; those of an array's elements are the array's. */
function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((element) => keysOf(element, path)))];
  if (value === null || typeof value !== 'object') return [];
  const entries = Object.entries(value).filter(([key, inner]) => key !== '$metadata' && inner !== undefined);
  const paths = entries.flatMap(([key, inner]) => {
    const inside = path === '' ? key : `${path}.${key}`;
    return [inside, ...keysOf(inner, inside)];
  });
  return [...new Set(paths)].sort();
}

/** Moto takes no compute environment without one; the account is moto's. */
async function createServiceRole(): Promise<void> {
  const response = await fetch(motoUrl!, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request' },
    body: new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: 'batch',
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
    }),
  });
  // 409: a run before made it.
  if (!response.ok && response.status !== 409)
    throw new Error(`moto makes no role: ${await response.text()}`);
}
