import { openDatabase } from '@deepsentinel/db-schema';
import { freshDatabase } from '@deepsentinel/db-schema/testing';
import { type AnalysisRequest, type Tier, tierSettings, tiers } from '@deepsentinel/queue-contracts';
import { startTestCloud } from '@deepsentinel/test-kit/cloud';
import type { Context, SQSEvent } from 'aws-lambda';
import type { DispatcherContext, DispatcherMetric, TierRoute } from '../dispatcher-context.ts';
import { FakeBatch } from './fake-batch.ts';

/** Makes a dispatcher context with a real database, real queues and a fake Batch. */
export async function dispatcherFixture() {
  const [cloud, database] = await Promise.all([startTestCloud(), freshDatabase()]);
  const batch = new FakeBatch();
  const metrics: DispatcherMetric[] = [];
  const routes = Object.fromEntries(
    await Promise.all(
      tiers.map(async (tier) => {
        const { requestQueue, deadLetterQueue, jobQueue, jobDefinition } = tierSettings[tier];
        const { url: deadLetterQueueUrl } = await cloud.createQueue(deadLetterQueue);
        const { arn: requestQueueArn } = await cloud.createQueue(requestQueue);
        return [tier, { requestQueueArn, deadLetterQueueUrl, jobQueue, jobDefinition }] as const;
      }),
    ),
  ) as Record<Tier, TierRoute>;
  const faults: { sqs: Error | null } = { sqs: null };
  /** SQS that refuses everything while a test says so. */
  const sqs = new Proxy(cloud.sqs, {
    get: (client, name) =>
      name === 'send' && faults.sqs ? () => Promise.reject(faults.sqs) : Reflect.get(client, name),
  });
  const context: DispatcherContext = {
    db: database.db,
    s3: cloud.s3,
    sqs,
    batch: batch.client,
    allowedBuckets: ['raw-videos'],
    routes,
    log: { info: () => {}, error: () => {}, count: (metric) => metrics.push(metric) },
  };
  /** Makes several contexts; on a database server each has connections of its own. */
  const dispatchers = async (
    count: number,
  ): Promise<AsyncDisposable & { readonly all: DispatcherContext[] }> => {
    const opened = new AsyncDisposableStack();
    const all = Array.from({ length: count }, async () => {
      if (!database.location.includes('://')) return context;
      return { ...context, db: opened.use(await openDatabase(database.location)).db };
    });
    return { all: await Promise.all(all), [Symbol.asyncDispose]: () => opened.disposeAsync() };
  };
  return {
    cloud,
    dispatchers,
    database,
    batch,
    context,
    metrics,
    faults,
    deadLetters: (tier: Tier) => cloud.drain(routes[tier].deadLetterQueueUrl),
    sqsEvent: (bodies: readonly unknown[], tier: Tier = 'basic') => sqsEvent(bodies, routes[tier]),
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await cloud[Symbol.asyncDispose]();
    },
  };
}

export type DispatcherFixture = Awaited<ReturnType<typeof dispatcherFixture>>;

let messages = 0;

function sqsEvent(bodies: readonly unknown[], { requestQueueArn }: TierRoute): SQSEvent {
  return {
    Records: bodies.map((body) => ({
      messageId: `message-${messages++}`,
      receiptHandle: 'handle',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1767323045678',
        SenderId: 'test',
        ApproximateFirstReceiveTimestamp: '1767323045678',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: requestQueueArn,
      awsRegion: 'us-east-1',
    })),
  };
}

/** Lambda context with what the batch processor reads of it. */
export const lambdaContext = { getRemainingTimeInMillis: () => 30_000 } as Context;

/** Makes a request for an object of the bucket. */
export function requestFor(key: string, overrides: Partial<AnalysisRequest> = {}): AnalysisRequest {
  const source = { bucket: 'raw-videos', key };
  return { source, tier: 'basic', requestedAt: '2026-01-02T03:04:05Z', ...overrides };
}
