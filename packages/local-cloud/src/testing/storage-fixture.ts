import { S3Client } from '@aws-sdk/client-s3';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type Storage, type StorageOptions, startStorage } from '../s3-sqs/storage.ts';

const common = {
  region: 'ap-northeast-2',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
};

/** A storage with clients that do not retry. */
export interface StorageFixture extends Storage {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  /** Takes all messages out of a queue. */
  drain(queueName: string): Promise<Message[]>;
}

/** Starts a storage with the bucket `raw-videos`, whose uploads the queue `uploads` is told of, and its `uploads-dlq`. */
export async function startStorageFixture(
  directory: string,
  options: Partial<StorageOptions> = {},
): Promise<StorageFixture> {
  const storage = await startStorage({
    directory,
    region: common.region,
    buckets: ['raw-videos'],
    queues: [
      { name: 'uploads-dlq', visibilityTimeoutSeconds: 30 },
      {
        name: 'uploads',
        visibilityTimeoutSeconds: 30,
        redrive: { deadLetterQueue: 'uploads-dlq', maxReceiveCount: 2 },
      },
    ],
    notifications: [{ bucket: 'raw-videos', queueName: 'uploads' }],
    ...options,
  });
  const s3 = new S3Client({ ...common, endpoint: storage.url, forcePathStyle: true });
  const sqs = new SQSClient({ ...common, endpoint: storage.url });
  return {
    ...storage,
    s3,
    sqs,
    drain: (queueName) => drain(sqs, storage.queueUrl(queueName)),
    [Symbol.asyncDispose]: async () => {
      s3.destroy();
      sqs.destroy();
      await storage[Symbol.asyncDispose]();
    },
  };
}

async function drain(sqs: SQSClient, QueueUrl: string): Promise<Message[]> {
  const drained: Message[] = [];
  for (;;) {
    const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    const messages = received.Messages ?? [];
    if (messages.length === 0) return drained;
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    drained.push(...messages);
  }
}
