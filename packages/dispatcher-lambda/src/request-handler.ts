import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { RequestRejected, sendDeadLetter } from '@deepsentinel/intake';
import {
  type AnalysisRequest,
  parseAnalysisRequests,
  queueSettings,
  RequestError,
  type Tier,
  tiers,
} from '@deepsentinel/queue-contracts';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { dispatchRequest } from './dispatch-request.ts';
import type { DispatcherContext } from './dispatcher-context.ts';

/**
 * Makes the handler of the request queues. Messages do not block each other: one that can never succeed goes to the
 * dead-letter queue with the reason and is acknowledged; one that may succeed later is reported as the only failure.
 */
export function createRequestHandler(
  context: DispatcherContext,
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const handleRecord = async (record: SQSRecord) => handleMessage(record, context);
  return async (event, invocation) =>
    await processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), {
      context: invocation,
      throwOnFullBatchFailure: false,
    });
}

async function handleMessage(record: SQSRecord, context: DispatcherContext): Promise<void> {
  const tier = tierOfQueue(record.eventSourceARN, context);
  try {
    const requests = parse(record, tier);
    const results = await Promise.allSettled(requests.map((request) => dispatchRequest(request, context)));
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    const temporary = errors.find((error) => !(error instanceof RequestRejected));
    if (temporary !== undefined) throw temporary;
    for (const [index, result] of results.entries()) {
      if (result.status === 'rejected') {
        await reject(result.reason, { body: JSON.stringify(requests[index]), record, tier, context });
      }
    }
  } catch (error) {
    await handleFailure(error, { record, tier, context });
  }
}

function tierOfQueue(queueArn: string, { routes }: DispatcherContext): Tier {
  const tier = tiers.find((candidate) => routes[candidate].requestQueueArn === queueArn);
  if (!tier) throw new Error(`no tier has the queue ${queueArn}`);
  return tier;
}

function parse({ body, attributes }: SQSRecord, tier: Tier): AnalysisRequest[] {
  try {
    return parseAnalysisRequests(body, { tier, receivedAt: new Date(Number(attributes.SentTimestamp)) });
  } catch (cause) {
    if (cause instanceof RequestError) throw new RequestRejected('unparseable', cause.message, { cause });
    throw cause;
  }
}

type Delivery = { readonly record: SQSRecord; readonly tier: Tier; readonly context: DispatcherContext };

/** Sends a message to the dead letters if it can never succeed; otherwise throws, so that it is delivered again. */
async function handleFailure(error: unknown, delivery: Delivery): Promise<void> {
  const { record, context } = delivery;
  if (error instanceof RequestRejected) {
    await reject(error, { ...delivery, body: record.body });
    return;
  }
  context.log.error('could not be dispatched; the message will be delivered again', {
    messageId: record.messageId,
    receives: record.attributes.ApproximateReceiveCount,
    maxReceiveCount: queueSettings.maxReceiveCount,
    error,
  });
  throw error;
}

async function reject(
  error: RequestRejected,
  { body, record, tier, context }: Delivery & { readonly body: string },
): Promise<void> {
  const { sqs, routes, log } = context;
  const attributes = { reason: error.reason, detail: error.message };
  await sendDeadLetter(sqs, routes[tier].deadLetterQueueUrl, { body, attributes });
  log.count('RequestsRejected');
  log.error('rejected', { messageId: record.messageId, ...attributes });
}
