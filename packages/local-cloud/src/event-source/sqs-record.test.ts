import { expect, test } from '@jest/globals';
import { sqsRecord } from './sqs-record.ts';

const queueArn = 'arn:aws:sqs:ap-northeast-2:000000000000:uploads';

test('a message becomes a record as Lambda writes it', () => {
  const record = sqsRecord(
    {
      MessageId: 'id',
      ReceiptHandle: 'handle',
      Body: '{}',
      MD5OfBody: 'md5',
      MD5OfMessageAttributes: 'md5 of attributes',
      Attributes: { ApproximateReceiveCount: '2', SentTimestamp: '1' },
      MessageAttributes: {
        reason: { DataType: 'String', StringValue: 'unreadable' },
        digest: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 255) },
      },
    },
    queueArn,
  );
  const lists = { stringListValues: [], binaryListValues: [] };
  expect(record).toEqual({
    messageId: 'id',
    receiptHandle: 'handle',
    body: '{}',
    attributes: { ApproximateReceiveCount: '2', SentTimestamp: '1' },
    messageAttributes: {
      reason: { stringValue: 'unreadable', dataType: 'String', ...lists },
      digest: { binaryValue: 'AQL/', dataType: 'Binary', ...lists },
    },
    md5OfBody: 'md5',
    md5OfMessageAttributes: 'md5 of attributes',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: 'ap-northeast-2',
  });
});
