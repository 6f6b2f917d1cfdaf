import type { S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { databaseAccess } from '@deepsentinel/queue-contracts';
import { Consumer } from 'sqs-consumer';
import { loadModels } from './load-models.ts';
import { openDatabaseWithRetry } from './retry.ts';
import type { RunnerLog } from './runner-log.ts';
import { type RequestOutcome, type Worker, workMessage } from './work-message.ts';
import type { WorkerEnvironment } from './worker-environment.ts';

/** Visibility timeout of a message that is worked on, and the interval at which it is renewed. */
export interface Visibility {
  readonly timeoutSeconds: number;
  readonly heartbeatSeconds: number;
}
const defaultVisibility: Visibility = { timeoutSeconds: 60, heartbeatSeconds: 20 };
const statisticsSeconds = 60;
/** Time for work in progress to stop, milliseconds: less than a container gets between SIGTERM and SIGKILL. */
const longestStopMs = 20_000;

type Clients = {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly signal: AbortSignal;
  readonly log: RunnerLog;
};

/**
 * Works on the requests of a queue until the signal is aborted; unfinished messages then go back to the queue, and the
 * next receiver resumes them. Models, device, database and queues are checked first.
 */
export async function runWorker(
  environment: WorkerEnvironment,
  clients: Clients,
  visibility: Visibility = defaultVisibility,
): Promise<void> {
  const { sqs, signal, log } = clients;
  await using analyzer = await loadModels(environment);
  const waiting = { signal, onWait: (message: string) => log.info(message) };
  await using database = await openDatabaseWithRetry(databaseAccess(environment), waiting);
  for (const QueueUrl of [environment.REQUEST_QUEUE_URL, environment.DEAD_LETTER_QUEUE_URL]) {
    await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  }
  const worker: Worker = {
    ...clients,
    db: database.db,
    analyzer,
    tier: environment.TIER,
    allowedBuckets: environment.ALLOWED_BUCKETS,
    resultsBucket: environment.RESULTS_BUCKET,
    deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL,
  };
  const { CONCURRENCY: concurrency, TIER: tier, DEVICE: device } = environment;
  log.info('ready', { tier, device, concurrency, modelPack: analyzer.modelPack });
  await consume(environment, worker, visibility);
}

async function consume(
  environment: WorkerEnvironment,
  worker: Worker,
  visibility: Visibility,
): Promise<void> {
  const { signal, log } = worker;
  const counts = { received: 0, completed: 0, duplicate: 0, failed: 0, left: 0 };
  const statistics = setInterval(() => log.info('statistics', counts), 1000 * statisticsSeconds);
  const count = (outcomes: readonly RequestOutcome[]) => {
    for (const outcome of outcomes) counts[outcome] += 1;
  };
  const handle = async (message: Message) => {
    counts.received += 1;
    try {
      count(await workMessage(message, worker));
      return message;
    } catch (error) {
      counts.left += 1;
      throw error;
    }
  };
  const consumers = Array.from({ length: environment.CONCURRENCY }, () =>
    consumer(environment.REQUEST_QUEUE_URL, { worker, visibility, handle }),
  );
  const stopped = consumers.map((each) => new Promise((resolve) => each.once('stopped', resolve)));
  for (const each of consumers) {
    each.start();
    if (signal.aborted) each.stop({ abort: true });
  }
  await Promise.all(stopped);
  clearInterval(statistics);
  log.info('stopped', counts);
}

function consumer(
  queueUrl: string,
  {
    worker: { sqs, log, signal },
    visibility,
    handle,
  }: { worker: Worker; visibility: Visibility; handle: (message: Message) => Promise<Message> },
): Consumer {
  const each = Consumer.create({
    queueUrl,
    sqs,
    handleMessage: handle,
    waitTimeSeconds: 20,
    visibilityTimeout: visibility.timeoutSeconds,
    heartbeatInterval: visibility.heartbeatSeconds,
    // What was not finished is visible to others at once.
    terminateVisibilityTimeout: true,
    pollingCompleteWaitTimeMs: longestStopMs,
    messageSystemAttributeNames: ['SentTimestamp'],
  });
  // A poll is broken off, which might wait for long; what follows the handling of a message is not.
  let isBusy = false;
  each.on('message_received', () => {
    isBusy = true;
  });
  each.on('response_processed', () => {
    isBusy = false;
  });
  signal.addEventListener('abort', () => each.stop({ abort: !isBusy }));
  each.on('error', (error) => {
    if (!signal.aborted) log.error('the queue cannot be read', { error });
  });
  each.on('processing_error', (error, { MessageId: messageId }) => {
    if (!signal.aborted) log.error('left to another delivery', { messageId, error });
  });
  return each;
}
