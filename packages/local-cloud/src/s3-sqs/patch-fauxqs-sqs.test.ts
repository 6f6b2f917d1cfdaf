import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type StorageFixture, startStorageFixture } from '../testing/storage-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

const started = new AsyncDisposableStack();
let storage: StorageFixture;
let QueueUrl: string;
beforeAll(async () => {
  const directory = started.use(await temporaryDirectory());
  storage = started.use(await startStorageFixture(directory.path, { notifications: [] }));
  QueueUrl = storage.queueUrl('uploads');
});
afterAll(() => started.disposeAsync());

async function receive(WaitTimeSeconds = 0) {
  const MessageSystemAttributeNames = ['ApproximateReceiveCount' as const];
  const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MessageSystemAttributeNames });
  const { Messages: [message] = [] } = await storage.sqs.send(command);
  return message;
}

test('a message whose visibility timeout is set to 0 is received again, and counted', async () => {
  await storage.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'once more' }));
  const first = await receive();
  const change = { QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };

  await storage.sqs.send(new ChangeMessageVisibilityCommand(change));

  const second = await receive(5);
  expect(second).toMatchObject({ Body: 'once more', Attributes: { ApproximateReceiveCount: '2' } });
  const Entries = [{ Id: '1', ReceiptHandle: second?.ReceiptHandle, VisibilityTimeout: 0 }];
  await storage.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  await expect(receive(1)).resolves.toBeUndefined();
  expect((await storage.drain('uploads-dlq')).map(({ Body }) => Body)).toEqual(['once more']);
});

test('queue URLs name the address that the client used', async () => {
  const { QueueUrl: url } = await storage.sqs.send(new GetQueueUrlCommand({ QueueName: 'uploads' }));
  expect(url).toBe(QueueUrl);
});

test('a client that leaves while it waits takes no message with it', async () => {
  const leaving = new AbortController();
  const waiting = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
  const abandoned = storage.sqs.send(waiting, { abortSignal: leaving.signal });
  setTimeout(() => leaving.abort(), 200);
  await expect(abandoned).rejects.toThrow('aborted');

  await storage.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for those who stay' }));

  expect(await receive(5)).toMatchObject({ Body: 'for those who stay' });
});
