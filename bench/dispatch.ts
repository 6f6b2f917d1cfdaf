import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { BatchClient } from '@aws-sdk/client-batch';
import { freshDatabase } from '@deepsentinel/db-schema/testing';
import { createRequestHandler, type DispatcherContext } from '@deepsentinel/dispatcher-lambda';
import { type Tier, tierSettings, tiers } from '@deepsentinel/queue-contracts';
import { startTestCloud } from '@deepsentinel/test-kit/cloud';

/**
 * Measures how many requests a second become submitted jobs, and the memory that takes: messages go through the
 * dispatcher's handler, ten at a time, several batches at once, on a real database, with S3 over HTTP and a Batch that
 * accepts everything.
 *
 *     TEST_DATABASE_URL=postgres://... npm run bench:dispatch -- [REQUESTS] [CONCURRENT BATCHES]
 */
const [requests = '2000', concurrency = '4'] = process.argv.slice(2);
const batchSize = 10;

await using cloud = await startTestCloud();
await using database = await freshDatabase();
await using batch = await acceptingBatch();
const routes = Object.fromEntries(
  tiers.map((tier) => {
    const { jobQueue, jobDefinition, requestQueue } = tierSettings[tier];
    return [
      tier,
      { requestQueueArn: requestQueue, deadLetterQueueUrl: 'http://127.0.0.1/', jobQueue, jobDefinition },
    ];
  }),
) as unknown as DispatcherContext['routes'];
let submitted = 0;
const handler = createRequestHandler({
  db: database.db,
  s3: cloud.s3,
  sqs: cloud.sqs,
  batch: batch.client,
  allowedBuckets: ['raw-videos'],
  routes,
  log: {
    info: () => {},
    error: (message, about) => console.error(message, about),
    count: (metric) => {
      if (metric === 'JobsSubmitted') submitted += 1;
    },
  },
});

const keys = Array.from({ length: Number(requests) }, (_, index) => `${index}.mp4`);
for (const key of keys) await cloud.putObject(key, 'video');
const batches = Array.from({ length: Math.ceil(keys.length / batchSize) }, (_, index) =>
  keys.slice(index * batchSize, (index + 1) * batchSize),
);
await dispatchAll(batches.splice(0, 10));
const warmedUp = submitted;
globalThis.gc?.();
const heapBefore = process.memoryUsage().heapUsed;
const startedAt = performance.now();
await dispatchAll(batches);
const seconds = (performance.now() - startedAt) / 1000;
globalThis.gc?.();
const heapGrowth = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;

console.log(`database: ${database.location.replace(/test_.*/, '')}`);
console.log(
  `${submitted - warmedUp} requests submitted in ${seconds.toFixed(1)} s: ${((submitted - warmedUp) / seconds).toFixed(0)} a second`,
);
console.log(`heap after them: ${heapGrowth >= 0 ? '+' : ''}${heapGrowth.toFixed(1)} MiB`);

async function dispatchAll(queue: string[][]): Promise<void> {
  const worker = async () => {
    for (let keys = queue.pop(); keys; keys = queue.pop()) {
      const { batchItemFailures } = await handler(eventOf(keys, 'basic'), {} as never);
      if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} requests failed`);
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, worker));
}

function eventOf(keys: readonly string[], tier: Tier) {
  const Records = keys.map((key) => ({
    messageId: randomUUID(),
    receiptHandle: 'handle',
    body: JSON.stringify({ video_id: key, s3_bucket: 'raw-videos', s3_key: key }),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(Date.now()),
      SenderId: 'bench',
      ApproximateFirstReceiveTimestamp: String(Date.now()),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: routes[tier].requestQueueArn,
    awsRegion: 'us-east-1',
  }));
  return { Records };
}

/** Starts a server with just enough of Batch's protocol to accept a job. */
async function acceptingBatch(): Promise<AsyncDisposable & { readonly client: BatchClient }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ jobId: randomUUID(), jobName: 'job' }));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new BatchClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials });
  return {
    client,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
