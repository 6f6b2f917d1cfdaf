import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';

const region = 'us-east-1';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** S3 and SQS with the real protocols, in memory and without notifications. */
export interface TestCloud extends AsyncDisposable {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  /** Variables that lead the SDK of another process to these servers. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Makes a queue.
   *
   * @returns URL and ARN
   */
  createQueue(
    name: string,
    attributes?: Readonly<Record<string, string>>,
  ): Promise<{ url: string; arn: string }>;
  /**
   * Uploads an object.
   *
   * @returns the ETag, without quotes
   */
  putObject(
    key: string,
    content: string | Uint8Array,
    metadata?: Readonly<Record<string, string>>,
  ): Promise<string>;
  /** Removes and returns all messages of a queue. */
  drain(queueUrl: string): Promise<Message[]>;
}

/** Starts the servers with the buckets `raw-videos` and `results`. */
export async function startTestCloud(): Promise<TestCloud> {
  const server = await startFauxqs({ port: 0, logger: false });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const sqs = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
  for (const Bucket of ['raw-videos', 'results']) await s3.send(new CreateBucketCommand({ Bucket }));
  return {
    s3,
    sqs,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    async createQueue(QueueName, Attributes) {
      const { QueueUrl: url } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
      return { url: url!, arn: `arn:aws:sqs:${region}:000000000000:${QueueName}` };
    },
    async putObject(Key, content, Metadata = {}) {
      const Body = Buffer.from(content);
      const object = { Bucket: 'raw-videos', Key, Body, Metadata };
      const { ETag } = await s3.send(new PutObjectCommand(object));
      return ETag!.replaceAll('"', '');
    },
    drain: (queueUrl) => drain(sqs, queueUrl),
    [Symbol.asyncDispose]: async () => {
      s3.destroy();
      sqs.destroy();
      await server.stop();
    },
  };
}

async function drain(sqs: SQSClient, QueueUrl: string): Promise<Message[]> {
  const drained: Message[] = [];
  for (;;) {
    const options = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
    const { Messages: messages = [] } = await sqs.send(new ReceiveMessageCommand(options));
    if (messages.length === 0) return drained;
    for (const { ReceiptHandle } of messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    drained.push(...messages);
  }
}
