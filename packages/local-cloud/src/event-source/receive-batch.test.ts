import { once } from 'node:events';
import { createServer } from 'node:net';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { startStorageFixture } from '../testing/storage-fixture.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { BatchReceiver } from './receive-batch.ts';

test('while the server is away it says so and tries again, and goes on when the server is back', async () => {
  await using started = new AsyncDisposableStack();
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const common = { region: 'ap-northeast-2', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const sqs = started.adopt(new SQSClient({ ...common, endpoint, maxAttempts: 1 }), (client) =>
    client.destroy(),
  );
  const errors: unknown[] = [];
  const queueUrl = `${endpoint}/000000000000/requests`;
  const options = { sqs, queueUrl, batchSize: 10, onError: (error: unknown) => errors.push(error) };
  const receiver = new BatchReceiver(options, new AbortController().signal);

  expect(await receiver.receiveBatch()).toEqual([]);
  expect(await receiver.receiveBatch()).toEqual([]);
  expect(errors.map(String)).toEqual([
    expect.stringContaining('ECONNREFUSED'),
    expect.stringContaining('ECONNREFUSED'),
  ]);

  const directory = started.use(await temporaryDirectory());
  const queues = [{ name: 'requests', visibilityTimeoutSeconds: 30 }];
  const back = started.use(await startStorageFixture(directory.path, { port, queues, notifications: [] }));
  await back.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'at last' }));
  expect((await receiver.receiveBatch()).map(({ Body }) => Body)).toEqual(['at last']);
});

test('closing ends the pause after a failure', async () => {
  const closing = new AbortController();
  const sqs = new SQSClient({
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    endpoint: `http://127.0.0.1:${await freePort()}`,
    maxAttempts: 1,
  });
  const options = {
    sqs,
    queueUrl: 'http://127.0.0.1/requests',
    batchSize: 10,
    onError: () => closing.abort(),
  };

  expect(await new BatchReceiver(options, closing.signal).receiveBatch()).toEqual([]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
