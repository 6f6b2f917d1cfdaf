import { parseDispatcherConfig } from '@deepsentinel/dispatcher-lambda';
import { type RegisteredResource, type Rehearsal, testAccount } from '@deepsentinel/pulumi-engine';
import {
  batchEventSchema,
  dispatcherTimeoutSeconds,
  jobOverrides,
  parseDeployment,
  parseJobEnvironment,
  retryStrategy,
  tierSettings,
  tiers,
} from '@deepsentinel/queue-contracts';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { StackFolder } from '../src/index.ts';
import { rehearseOnce } from './rehearse-once.ts';

let rehearsal: Rehearsal<StackFolder>;
beforeAll(async () => {
  rehearsal = await rehearseOnce('prod');
});

function resources(type: string): readonly RegisteredResource[] {
  return rehearsal.pipeline.resources.filter((resource) => resource.type === type);
}

function resource(type: string, name: string): RegisteredResource {
  const found = resources(type).find((candidate) => candidate.name === name);
  if (!found) throw new Error(`the stack registers no ${type} named ${name}`);
  return found;
}

interface Container {
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly resourceRequirements: readonly { readonly type: string; readonly value: string }[];
}

function container(definition: RegisteredResource): Container {
  return JSON.parse(String(definition.inputs['containerProperties'])) as Container;
}

describe.each(tiers)('the %s tier', (tier) => {
  const settings = tierSettings[tier];
  const definition = () => resource('aws:batch/jobDefinition:JobDefinition', settings.jobDefinition);
  const queue = (name: string) => resource('aws:sqs/queue:Queue', name);

  test('gives the runner, with what the dispatcher adds, an environment that it takes', () => {
    const standing = Object.fromEntries(
      container(definition()).environment.map(({ name, value }) => [name, value]),
    );
    const source = { bucket: 'raw', key: `${tier}/a.mp4`, versionId: 'v1' };
    const overrides = jobOverrides('run-1', { tier, source });
    const batch = { AWS_BATCH_JOB_ID: 'job-1', AWS_BATCH_JOB_ATTEMPT: '1' };
    expect(parseJobEnvironment({ ...standing, ...overrides, ...batch })).toMatchObject({
      DEVICE: settings.device,
      MODEL_PACK: '/opt/ml/pack',
      ACCEPTED_LICENSES: ['MIT'],
      TIER: tier,
    });
  });

  test('asks Batch for what the tier is, and for the retries that exit codes mean', () => {
    const required = container(definition()).resourceRequirements.map(({ type, value }) => [type, value]);
    const expected = { VCPU: String(settings.vcpus), MEMORY: String(settings.memoryMiB) };
    const gpus = settings.gpus > 0 ? { GPU: String(settings.gpus) } : {};
    expect(Object.fromEntries(required)).toEqual({ ...expected, ...gpus });
    expect(definition().inputs['retryStrategy']).toEqual({
      attempts: retryStrategy.attempts,
      evaluateOnExits: retryStrategy.evaluateOnExit,
    });
    expect(definition().inputs['timeout']).toEqual({ attemptDurationSeconds: settings.timeoutSeconds });
  });

  test('hides a request for at least six times as long as the dispatcher may take', () => {
    const { visibilityTimeoutSeconds } = queue(settings.requestQueue).inputs;
    const dispatcher = resource('aws:lambda/function:Function', 'dispatcher-requests');
    expect(dispatcher.inputs['timeout']).toBe(dispatcherTimeoutSeconds);
    expect(visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * dispatcherTimeoutSeconds);
  });

  test('moves what fails into its own dead-letter queue, which takes from no other', () => {
    const [requests, deadLetters] = [queue(settings.requestQueue), queue(settings.deadLetterQueue)];
    const redrive = JSON.parse(String(requests.inputs['redrivePolicy']));
    expect(redrive).toEqual({ deadLetterTargetArn: deadLetters.outputs['arn'], maxReceiveCount: 5 });
    const allow = resource('aws:sqs/redriveAllowPolicy:RedriveAllowPolicy', settings.deadLetterQueue);
    expect(JSON.parse(String(allow.inputs['redriveAllowPolicy']))).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [requests.outputs['arn']],
    });
  });

  test('hears of uploads under its prefix, and feeds the dispatcher', () => {
    const [notification] = resources('aws:s3/bucketNotification:BucketNotification');
    const { arn } = queue(settings.requestQueue).outputs;
    expect(notification!.inputs['queues']).toContainEqual(
      expect.objectContaining({
        queueArn: arn,
        filterPrefix: settings.uploadPrefix,
        events: ['s3:ObjectCreated:*'],
      }),
    );
    const mapping = resource('aws:lambda/eventSourceMapping:EventSourceMapping', settings.requestQueue);
    expect(mapping.inputs).toMatchObject({
      eventSourceArn: arn,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: 4 },
    });
  });
});

test('one notification configuration, as a second one would overwrite the first', () => {
  expect(resources('aws:s3/bucketNotification:BucketNotification')).toHaveLength(1);
});

/** Variables that Lambda sets for every function, and that no function may set. */
const ofLambda = { AWS_REGION: testAccount.region };

test('the dispatcher takes the environment that its functions get', () => {
  for (const name of ['dispatcher-requests', 'dispatcher-outcomes', 'dispatcher-reconciler']) {
    const { environment } = resource('aws:lambda/function:Function', name).inputs as {
      environment: { variables: Record<string, string> };
    };
    const { routes, allowedBuckets } = parseDispatcherConfig({ ...environment.variables, ...ofLambda });
    expect(Object.keys(routes).toSorted()).toEqual([...tiers].toSorted());
    expect(allowedBuckets).toEqual([rehearsal.pipeline.exports['rawVideosBucket']]);
  }
});

test('the description of the deployment is one that the sentinel command reads', () => {
  const description = parseDeployment(JSON.stringify(rehearsal.pipeline.exports['deployment']));
  expect(description.apiUrl).toMatch(/^https:/);
  expect(Object.keys(description.tiers).toSorted()).toEqual([...tiers].toSorted());
});

describe('the rules of EventBridge', () => {
  const detail = (status: string, jobQueue: string) => ({
    source: 'aws.batch',
    'detail-type': 'Batch Job State Change',
    detail: { jobId: 'j', jobName: 'n', jobQueue, status },
  });
  const ours = () => (rehearsal['batch-gpu'].exports['jobQueueArns'] as Record<string, string>)['basic']!;
  const pattern = (name: string) =>
    JSON.parse(
      String(resource('aws:cloudwatch/eventRule:EventRule', name).inputs['eventPattern']),
    ) as Pattern;

  test.each([
    ['SUCCEEDED', true],
    ['FAILED', true],
    ['RUNNING', false],
  ])('a job of ours that is %s calls the dispatcher: %p', (status, expected) => {
    const event = detail(status, ours());
    expect(batchEventSchema.safeParse(event).success).toBe(true);
    expect(matches(pattern('job-ended'), event)).toBe(expected);
  });

  test('a job of somebody else calls nobody', () => {
    expect(
      matches(pattern('job-ended'), detail('FAILED', 'arn:aws:batch:eu-central-1:1:job-queue/other')),
    ).toBe(false);
  });

  test('a blocked queue calls the dispatcher', () => {
    const event = { ...detail('RUNNABLE', ours()), 'detail-type': 'Batch Job Queue Blocked' };
    expect(matches(pattern('queue-blocked'), event)).toBe(true);
    expect(matches(pattern('job-ended'), event)).toBe(false);
  });
});

interface Pattern {
  readonly [field: string]: readonly unknown[] | Pattern;
}

/** Matches an event as EventBridge does: each field of the pattern lists the values that it accepts. */
function matches(pattern: Pattern, event: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = event[field];
    if (Array.isArray(wanted)) return wanted.includes(value);
    return typeof value === 'object' && value !== null && matches(wanted as Pattern, value as typeof event);
  });
}
