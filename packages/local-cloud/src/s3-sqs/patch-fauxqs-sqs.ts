import type { FauxqsApp } from './loopback-fauxqs.ts';
import { callSqs } from './queues.ts';

/** fauxqs's SQLite schema refuses what it stores for 0, and the message is gone until a restart. */
const atOnceSeconds = 0.001;

/** Actions whose answer names a queue by URL. */
const actionsThatNameQueues = new Set(['CreateQueue', 'GetQueueUrl', 'ListQueues']);

interface VisibilityChange {
  VisibilityTimeout?: number;
  readonly Entries?: readonly VisibilityChange[];
}

/**
 * Repairs three things in fauxqs 2.4.1's SQS:
 * - `ChangeMessageVisibility` to 0 lost the message,
 * - queue URLs named a host that need not resolve, and after a restart a port that need not be right,
 * - messages received for a client that had gone away meanwhile stayed hidden for the visibility timeout.
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
