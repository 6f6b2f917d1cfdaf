import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type DeadLetterAttributes, deadLetterAttributeNames } from '@deepsentinel/queue-contracts';

/** Characters of a detail that are kept: SQS counts attributes towards the size of a message. */
const maxDetailLength = 2000;

/** A message in a dead-letter queue. */
export interface DeadLetter {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** Reason and detail; empty when SQS itself moved the message after too many receives. */
  readonly attributes: Partial<DeadLetterAttributes>;
  readonly sentAt: Date;
}

/** Puts the body of a request message into a dead-letter queue, with the reason as message attributes. */
export async function sendDeadLetter(
  sqs: SQSClient,
  queueUrl: string,
  { body, attributes }: { body: string; attributes: DeadLetterAttributes },
): Promise<void> {
  const printed = { ...attributes, detail: printable(attributes.detail) };
  const entries = Object.entries(printed)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, { DataType: 'String', StringValue: value }]);
  const MessageAttributes = Object.fromEntries(entries);
  const MessageBody = escaped(body);
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, MessageAttributes }));
}

/** Escapes the noncharacters that SQS refuses; only JSON that we have written, with an object's key in it, can have them. */
function escaped(body: string): string {
  return body.replaceAll(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** Replaces control characters, which SQS refuses, and cuts the text at `maxDetailLength`. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\ufffe\uffff]/gu, ' ').slice(0, maxDetailLength);
}

/**
 * Receives the messages of a dead-letter queue, each once.
 *
 * @param visibilitySeconds time for which a message is hidden from others; it comes back unless it is deleted
 */
export async function* receiveDeadLetters(
  sqs: SQSClient,
  queueUrl: string,
  visibilitySeconds: number,
): AsyncGenerator<DeadLetter> {
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
      yield deadLetter(message);
    }
  }
}

/** Deletes a message that has been dealt with. */
export async function deleteDeadLetter(
  sqs: SQSClient,
  queueUrl: string,
  { receiptHandle }: DeadLetter,
): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
}

function deadLetter(message: Message): DeadLetter {
  const values = message.MessageAttributes ?? {};
  const entries = deadLetterAttributeNames.flatMap((name) => {
    const value = values[name]?.StringValue;
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    messageId: message.MessageId!,
    receiptHandle: message.ReceiptHandle!,
    body: message.Body ?? '',
    attributes: Object.fromEntries(entries),
    sentAt: new Date(Number(message.Attributes?.SentTimestamp ?? 0)),
  };
}
