import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type DeadLetter, deadLetterAttributes } from '@deepsentinel/queue-contracts';

/** SQS counts attributes into the size of a message; this much tells enough. */
const longestDetail = 2000;

/** A message in a dead-letter queue. */
export interface StoredDeadLetter {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** Empty when SQS itself moved the message there after too many receives. */
  readonly letter: Partial<DeadLetter>;
  readonly sentAt: Date;
}

/** Puts a request, or what came in its place, into a dead-letter queue with the reason. */
export async function sendDeadLetter(
  sqs: SQSClient,
  queueUrl: string,
  { body, letter }: { body: string; letter: DeadLetter },
): Promise<void> {
  const told = { ...letter, detail: printable(letter.detail) };
  const attributes = Object.entries(told)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, { DataType: 'String', StringValue: value }]);
  const MessageAttributes = Object.fromEntries(attributes);
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageAttributes }));
}

/** The characters that SQS takes, and not too many. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\ufffe\uffff]/gu, ' ').slice(0, longestDetail);
}

/**
 * Receives the messages of a dead-letter queue, each once.
 *
 * @param visibilitySeconds for which a message is hidden from others; it comes back unless it is deleted
 */
export async function* receiveDeadLetters(
  sqs: SQSClient,
  queueUrl: string,
  visibilitySeconds: number,
): AsyncGenerator<StoredDeadLetter> {
  const seen = new Set<string>();
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: visibilitySeconds,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    const fresh = messages.filter(({ MessageId }) => !seen.has(MessageId!));
    if (fresh.length === 0) return;
    for (const message of fresh) {
      seen.add(message.MessageId!);
      yield storedDeadLetter(message);
    }
  }
}

/** Removes a message that has been dealt with. */
export async function deleteDeadLetter(
  sqs: SQSClient,
  queueUrl: string,
  { receiptHandle }: StoredDeadLetter,
): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
}

function storedDeadLetter(message: Message): StoredDeadLetter {
  const attributes = message.MessageAttributes ?? {};
  const entries = deadLetterAttributes.flatMap((name) => {
    const value = attributes[name]?.StringValue;
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    messageId: message.MessageId!,
    receiptHandle: message.ReceiptHandle!,
    body: message.Body ?? '',
    letter: Object.fromEntries(entries),
    sentAt: new Date(Number(message.Attributes?.SentTimestamp ?? 0)),
  };
}
