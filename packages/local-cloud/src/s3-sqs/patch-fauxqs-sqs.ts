import type { FauxqsApp } from './loopback-fauxqs.ts';
import { callSqs } from './queues.ts';

/** Stands for 0, for which fauxqs saves a value that its SQLite schema refuses: the message is lost until a restart. */
const atOnceSeconds = 0.001;

/** SQS actions whose answer names a queue by URL. */
const actionsThatNameQueues = new Set(['CreateQueue', 'GetQueueUrl', 'ListQueues']);

interface VisibilityChange {
  VisibilityTimeout?: number;
  readonly Entries?: readonly VisibilityChange[];
}

/**
 * Works around three faults of SQS in fauxqs 2.4.1:
 * - `ChangeMessageVisibility` to 0 loses the message,
 * - queue URLs name a host that need not resolve, and after a restart a port that need not be right,
 * - messages received for a client that has gone away meanwhile stay hidden for the visibility timeout.
 */
export function patchFauxqsSqs(app: FauxqsApp): void {
  app.addHook('preHandler', async (request) => {
    if (actionOf(request).startsWith('ChangeMessageVisibility')) shiftZero(request.body as VisibilityChange);
  });
  app.addHook('onSend', async (request, _reply, payload) => {
    const action = actionOf(request);
    if (action === 'ReceiveMessage' && request.raw.socket.destroyed) {
      await giveBack(app, request.body as { QueueUrl: string }, String(payload));
    }
    if (!actionsThatNameQueues.has(action) || typeof payload !== 'string') return payload;
    return payload.replaceAll(/http:\/\/sqs\.[^/"]+/g, `http://${request.headers.host}`);
  });
}

function actionOf(request: { readonly headers: NodeJS.Dict<string | string[]> }): string {
  return String(request.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
}

function shiftZero(change: VisibilityChange): void {
  if (change.VisibilityTimeout === 0) change.VisibilityTimeout = atOnceSeconds;
  change.Entries?.forEach(shiftZero);
}

async function giveBack(app: FauxqsApp, { QueueUrl }: { QueueUrl: string }, answer: string): Promise<void> {
  const { Messages: messages = [] } = JSON.parse(answer) as { Messages?: { ReceiptHandle: string }[] };
  for (const { ReceiptHandle } of messages) {
    await callSqs(app, 'ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
  }
}
