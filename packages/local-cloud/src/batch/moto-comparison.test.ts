import {
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  type CreateJobQueueCommandInput,
  DescribeJobQueuesCommand,
  ListJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectBatch, type ScriptClient, startBatchFixture } from '../testing/batch-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

/** `.ci/moto.sh start` prints it. */
const motoUrl = process.env['TEST_MOTO_URL'];

/** Different at each run, because moto remembers. */
const name = `compared-${process.pid}`;

type Answers = Awaited<ReturnType<typeof askEverything>>;

(motoUrl ? describe : describe.skip)('our answers and those of moto', () => {
  let ours: Answers;
  let theirs: Answers;
  const started = new AsyncDisposableStack();

  beforeAll(async () => {
    const { path } = started.use(await temporaryDirectory());
    const batch = started.use(await startBatchFixture(path));
    const moto = started.use(connectBatch(motoUrl!));
    [ours, theirs] = await Promise.all([
      askEverything(batch),
      askEverything(moto, await createComputeEnvironment(moto)),
    ]);
  });

  afterAll(() => started.disposeAsync());

  // Keys that only moto gives, because nothing here reads them.
  const leftOut: Record<keyof Answers, string[]> = {
    createdQueue: [],
    queue: [
      'computeEnvironmentOrder',
      'computeEnvironmentOrder.computeEnvironment',
      'computeEnvironmentOrder.order',
      'tags',
    ],
    registered: [],
    submitted: [],
    job: [
      'attempts.container.containerInstanceArn',
      'attempts.container.networkInterfaces',
      'container.environment.name',
      'container.environment.value',
      'container.memory',
      'container.privileged',
      'container.readonlyRootFilesystem',
      'container.ulimits',
      'container.vcpus',
      'container.volumes',
      'dependsOn',
      'parameters',
    ],
    listed: [],
  };

  test.each(Object.entries(leftOut))('hold the same keys: %s', (answer, expected) => {
    const key = answer as keyof Answers;
    const known = keysOf(ours[key]);
    expect(keysOf(theirs[key]).filter((path) => !known.includes(path))).toEqual(expected);
  });

  const same: [keyof Answers, string[]][] = [
    ['createdQueue', ['jobQueueName']],
    ['queue', ['jobQueueName', 'priority', 'state', 'status']],
    ['registered', ['jobDefinitionName', 'revision']],
    ['submitted', ['jobName']],
    ['job', ['jobName', 'status']],
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

/** Makes one of everything and asks for its description. */
async function askEverything(
  { client, ended }: Pick<ScriptClient, 'client' | 'ended'>,
  queueSettings: Partial<CreateJobQueueCommandInput> = {},
) {
  const createdQueue = await client.send(
    new CreateJobQueueCommand({ jobQueueName: name, priority: 5, ...queueSettings }),
  );
  const { jobQueues } = await client.send(new DescribeJobQueuesCommand());
  const registered = await client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: name,
      type: 'container',
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
  const submitted = await client.send(
    new SubmitJobCommand({ jobName: name, jobQueue: name, jobDefinition: name }),
  );
  const job = await ended(submitted.jobId!);
  const filters = [{ name: 'JOB_NAME', values: [name] }];
  const listed = await client.send(new ListJobsCommand({ jobQueue: name, filters }));
  return {
    createdQueue,
    queue: jobQueues!.find(({ jobQueueName }) => jobQueueName === name)!,
    registered,
    submitted,
    job,
    listed: listed.jobSummaryList![0]!,
  };
}

/** Lists the paths of all keys that have a value; those of an array's elements are the array's. */
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

/** Makes what moto wants a queue to have: a compute environment, and for that a role. The account is moto's. */
async function createComputeEnvironment({
  client,
}: ScriptClient): Promise<Partial<CreateJobQueueCommandInput>> {
  await createServiceRole();
  const { computeEnvironmentArn: computeEnvironment } = await client.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: name,
      type: 'UNMANAGED',
      state: 'ENABLED',
      serviceRole: 'arn:aws:iam::123456789012:role/batch',
    }),
  );
  return { state: 'ENABLED', computeEnvironmentOrder: [{ order: 1, computeEnvironment }] };
}

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
