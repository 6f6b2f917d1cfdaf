import { accountId } from '../account.ts';
import type { FauxqsApp } from './loopback-fauxqs.ts';

/** Settings of a standard queue. */
export interface QueueSettings {
  readonly name: string;
  /** Time for which a received message is hidden from others, 0..43200. */
  readonly visibilityTimeoutSeconds: number;
  /** Time that a receive waits for messages unless it says otherwise, 0..20. @defaultValue 0 */
  readonly receiveWaitSeconds?: number;
  /** Time after which AWS drops unread messages; only recorded here. @defaultValue four days */
  readonly retentionSeconds?: number;
  /** Dead-letter queue of messages that were received too often. */
  readonly redrive?: { readonly deadLetterQueue: string; readonly maxReceiveCount: number };
}

/**
 * Creates the queues that are missing and gives all of them these settings. Messages of existing queues stay.
 *
 * @throws {Error} a value that SQS does not accept
 */
export async function setUpQueues(
  app: FauxqsApp,
  region: string,
  queues: readonly QueueSettings[],
): Promise<void> {
  for (const queue of queues) {
    await callSqs(app, 'CreateQueue', { QueueName: queue.name });
    const Attributes = queueAttributes(queue, region);
    await callSqs(app, 'SetQueueAttributes', { QueueUrl: `/${accountId}/${queue.name}`, Attributes });
  }
}

function queueAttributes(queue: QueueSettings, region: string): Readonly<Record<string, string>> {
  const { visibilityTimeoutSeconds, receiveWaitSeconds = 0, retentionSeconds = 4 * 86_400, redrive } = queue;
  return {
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    ReceiveMessageWaitTimeSeconds: String(receiveWaitSeconds),
    MessageRetentionPeriod: String(retentionSeconds),
    RedrivePolicy: redrive
      ? JSON.stringify({
          deadLetterTargetArn: `arn:aws:sqs:${region}:${accountId}:${redrive.deadLetterQueue}`,
          maxReceiveCount: redrive.maxReceiveCount,
        })
      : '',
  };
}

/**
 * Sends a message. After it returns, the message survives the end of the process.
 *
 * @throws {Error} no such queue, or the message could not be saved
 */
export async function sendMessage(app: FauxqsApp, queueName: string, body: object): Promise<void> {
  const input = { QueueUrl: `/${accountId}/${queueName}`, MessageBody: JSON.stringify(body) };
  await callSqs(app, 'SendMessage', input);
}

/**
 * Carries out an SQS action inside the server, without a connection.
 *
 * @throws {Error} SQS answered with an error
 */
export async function callSqs(app: FauxqsApp, action: string, input: object): Promise<void> {
  const { statusCode, payload } = await app.inject({
    method: 'POST',
    url: '/',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
    payload: JSON.stringify(input),
  });
  if (statusCode !== 200) throw new Error(`${action} ${JSON.stringify(input)}: ${payload}`);
}
