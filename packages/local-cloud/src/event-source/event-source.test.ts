import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { type StorageFixture, startStorageFixture } from '../testing/storage-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { type EventSource, type EventSourceOptions, startEventSource } from './event-source.ts';

const succeeded = { batchItemFailures: [] };

let started: AsyncDisposableStack;
let storage: StorageFixture;
let QueueUrl: string;
beforeEach(async () => {
  started = new AsyncDisposableStack();
  const directory = started.use(await temporaryDirectory());
  storage = started.use(
    await startStorageFixture(directory.path, {
      queues: [
        { name: 'dlq', visibilityTimeoutSeconds: 30 },
        {
          name: 'requests',
          visibilityTimeoutSeconds: 1,
          redrive: { deadLetterQueue: 'dlq', maxReceiveCount: 3 },
        },
      ],
      notifications: [],
    }),
  );
  QueueUrl = storage.queueUrl('requests');
});
afterEach(() => started.disposeAsync());

function start(
  handler: EventSourceOptions['handler'],
  options: Partial<EventSourceOptions> = {},
): EventSource {
  return startEventSource({
    sqs: storage.sqs,
    queueUrl: QueueUrl,
    queueArn: storage.queueArn('requests'),
    batchSize: 10,
    maximumConcurrency: 2,
    functionName: 'dispatcher',
    timeoutSeconds: 30,
    handler,
    ...options,
  });
}

async function send(...bodies: string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await storage.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
}

/** @returns how many messages the queue holds, hidden ones included */
async function remaining(): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const query = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] });
  const { Attributes = {} } = await storage.sqs.send(query);
  return names.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

test('a handler gets the messages as a Lambda event, with a context, and they are gone afterwards', async () => {
  const invoked = Promise.withResolvers<{ event: SQSEvent; arn: string; id: string; leftMs: number }>();
  const MessageAttributes = { traceId: { DataType: 'String', StringValue: '7' } };
  await storage.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"video":1}', MessageAttributes }));
  {
    await using _source = start(async (event, context) => {
      const { invokedFunctionArn: arn, awsRequestId: id } = context;
      invoked.resolve({ event, arn, id, leftMs: context.getRemainingTimeInMillis() });
      return succeeded;
    });
    await invoked.promise;
  }
  const { event, arn, id, leftMs } = await invoked.promise;
  expect(event.Records).toHaveLength(1);
  expect(event.Records[0]).toMatchObject({
    body: '{"video":1}',
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
    messageAttributes: { traceId: { stringValue: '7', dataType: 'String' } },
    md5OfBody: createHash('md5').update('{"video":1}').digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: storage.queueArn('requests'),
    awsRegion: 'ap-northeast-2',
  });
  expect(arn).toBe('arn:aws:lambda:ap-northeast-2:000000000000:function:dispatcher');
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(leftMs).toBeLessThanOrEqual(30_000);
  expect(await remaining()).toBe(0);
});

test('what a handler reports as failed comes again until it goes to the dead-letter queue', async () => {
  const counts: Record<string, number[]> = {};
  await send('good', 'bad');
  await using _source = start(async ({ Records }) => {
    for (const { body, attributes } of Records) {
      counts[body] = [...(counts[body] ?? []), Number(attributes.ApproximateReceiveCount)];
    }
    return { batchItemFailures: failures(Records, 'bad') };
  });

  await until(async () => (await remaining()) === 0);

  expect(counts).toEqual({ good: [1], bad: [1, 2, 3] });
  expect((await storage.drain('dlq')).map(({ Body }) => Body)).toEqual(['bad']);
});

function failures(records: readonly SQSRecord[], body: string) {
  return records
    .filter((it) => it.body === body)
    .map(({ messageId: itemIdentifier }) => ({ itemIdentifier }));
}

test.each<[string, EventSourceOptions['handler'], string]>([
  [
    'throws',
    async () => {
      throw new Error('no database');
    },
    'no database',
  ],
  [
    'throws before it is a promise',
    () => {
      throw new Error('no module');
    },
    'no module',
  ],
  ['runs into its timeout', () => new Promise(() => undefined), 'Task timed out after 0.05 seconds'],
])('a handler that %s fails its whole batch, and polling goes on', async (_what, failing, message) => {
  const errors: unknown[] = [];
  const batches: string[][] = [];
  await send('a', 'b');
  const options = { timeoutSeconds: 0.05, onError: (error: unknown) => errors.push(error) };
  await using _source = start((event, context) => {
    batches.push(event.Records.map(({ body }) => body));
    return batches.length === 1 ? failing(event, context) : Promise.resolve(succeeded);
  }, options);

  await until(async () => (await remaining()) === 0);

  expect(batches[0]).toEqual(['a', 'b']);
  expect(batches.slice(1).flat().sort()).toEqual(['a', 'b']);
  expect(errors.map(String)).toEqual([`Error: ${message}`]);
});

test('never more batches are handled at once than the maximum concurrency', async () => {
  let running = 0;
  let most = 0;
  let handled = 0;
  const isFull = Promise.withResolvers<void>();
  await send(...'abcdefghij');
  await using _source = start(
    async ({ Records }) => {
      most = Math.max(most, ++running);
      if (running === 3) isFull.resolve();
      await isFull.promise;
      running--;
      handled += Records.length;
      return succeeded;
    },
    { batchSize: 1, maximumConcurrency: 3 },
  );

  await until(() => handled === 10);

  expect(most).toBe(3);
});

test('a window gathers more messages than one receive brings', async () => {
  const batches: number[] = [];
  await send(...'abcdefghij');
  await send(...'klmno');
  await using _source = start(
    async ({ Records }) => {
      batches.push(Records.length);
      return succeeded;
    },
    { batchSize: 15, maximumBatchingWindowSeconds: 5, maximumConcurrency: 1 },
  );

  await until(() => batches.length > 0);

  expect(batches).toEqual([15]);
});

test('closing waits for the batch in flight and takes no further messages', async () => {
  const handling = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const order: string[] = [];
  await send('first');
  const source = start(async () => {
    handling.resolve();
    await mayEnd.promise;
    order.push('handled');
    return succeeded;
  });
  await handling.promise;

  const closed = source[Symbol.asyncDispose]().then(() => order.push('closed'));
  mayEnd.resolve();
  await closed;
  await send('second');

  expect(order).toEqual(['handled', 'closed']);
  const { Messages = [] } = await storage.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2, MaxNumberOfMessages: 10 }),
  );
  expect(Messages.map(({ Body }) => Body)).toEqual(['second']);
});
