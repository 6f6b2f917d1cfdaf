import { DeleteMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { failedMessages } from './failed-messages.ts';
import { type LambdaFunction, lambdaContext } from './lambda-context.ts';
import { type BatchOptions, BatchReceiver } from './receive-batch.ts';
import { sqsRecord } from './sqs-record.ts';

/** A Lambda function for messages. */
export type SqsHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** Settings of an event source mapping with `ReportBatchItemFailures`. */
export interface EventSourceOptions extends Omit<BatchOptions, 'onError'> {
  readonly queueArn: string;
  /** Number of batches handled at once; AWS takes 2..1000. Each holds a connection of the client (an SQSClient has 50). */
  readonly maximumConcurrency: number;
  readonly functionName: string;
  /** Time after which a batch counts as failed; its handler cannot be stopped, and runs on beside the next one. */
  readonly timeoutSeconds: number;
  readonly handler: SqsHandler;
  /** Called with what an account would log: handlers that throw, and requests to SQS that fail. Polling goes on. */
  readonly onError?: (error: unknown) => void;
}

/** A running poller. Its disposal waits for the batches in flight and takes no further ones. */
export type EventSource = AsyncDisposable;

type Invocation = Required<Pick<EventSourceOptions, 'onError'>> & EventSourceOptions;

/**
 * Calls a Lambda handler with the messages of a standard queue, as an event source mapping does: messages that succeeded
 * are deleted, those that failed stay hidden until their visibility timeout ends, and the queue's redrive policy does the
 * rest.
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  const closing = new AbortController();
  const invocation = { onError: () => undefined, ...options };
  const pollers = Array.from({ length: options.maximumConcurrency }, () => poll(invocation, closing.signal));
  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await Promise.all(pollers);
    },
  };
}

async function poll(invocation: Invocation, closing: AbortSignal): Promise<void> {
  const receiver = new BatchReceiver(invocation, closing);
  while (!closing.aborted) {
    const messages = await receiver.receiveBatch();
    if (messages.length === 0) continue;
    const records = messages.map((message) => sqsRecord(message, invocation.queueArn));
    const failed = await invoke(invocation, records);
    await deleteMessages(
      invocation,
      records.filter(({ messageId }) => !failed.has(messageId)),
    );
  }
}

/**
 * Calls the handler with one batch.
 *
 * @returns ids of the messages that failed
 */
async function invoke(invocation: Invocation, records: SQSRecord[]): Promise<ReadonlySet<string>> {
  const { handler, timeoutSeconds, onError } = invocation;
  const timeout = Promise.withResolvers<never>();
  const fail = () => timeout.reject(new Error(`Task timed out after ${timeoutSeconds.toFixed(2)} seconds`));
  const timer = setTimeout(fail, timeoutSeconds * 1000);
  try {
    const handling = Promise.try(handler, { Records: records }, lambdaContext(lambdaFunction(invocation)));
    return failedMessages(await Promise.race([handling, timeout.promise]), records);
  } catch (error) {
    onError(error);
    return new Set(records.map(({ messageId }) => messageId));
  } finally {
    clearTimeout(timer);
  }
}

function lambdaFunction({ functionName, queueArn, timeoutSeconds }: Invocation): LambdaFunction {
  const [, , , region, account] = queueArn.split(':');
  const functionArn = `arn:aws:lambda:${region}:${account}:function:${functionName}`;
  return { functionName, functionArn, timeoutSeconds };
}

/** Deletes messages; one that cannot be deleted comes again, since SQS delivers at least once. */
async function deleteMessages(
  { sqs, queueUrl, onError }: Invocation,
  records: readonly SQSRecord[],
): Promise<void> {
  for (let from = 0; from < records.length; from += 10) {
    const Entries = records
      .slice(from, from + 10)
      .map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
    try {
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    } catch (error) {
      onError(error);
    }
  }
}
