import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId } from '../account.ts';
import type { CallListener } from '../iam-recording/aws-call.ts';
import type { BucketNotification } from './bucket-notification.ts';
import { type FauxqsApp, objectDirectory, startFauxqsOnLoopback } from './loopback-fauxqs.ts';
import { patchFauxqsSqs } from './patch-fauxqs-sqs.ts';
import { type QueueSettings, setUpQueues } from './queues.ts';
import { removePartialWrites } from './remove-partial-writes.ts';
import { reportCalls } from './report-calls.ts';
import { answerWithS3Errors } from './s3-error-response.ts';
import { readS3Request, type S3Request } from './s3-request.ts';
import { type NotificationSettings, sendObjectCreated, sendTestEvents } from './send-notifications.ts';
import { streamLargeObject } from './stream-object.ts';
import { assertSupported } from './supported-request.ts';

export type { BucketNotification, QueueSettings };

/** Buckets, queues and notifications of the storage, and where it keeps them. */
export interface StorageOptions {
  /** Directory of all state; created if missing. Two processes must not use it at once. */
  readonly directory: string;
  /** Port on loopback. @defaultValue 0, any free one */
  readonly port?: number;
  readonly region: string;
  readonly buckets: readonly string[];
  readonly queues: readonly QueueSettings[];
  readonly notifications: readonly BucketNotification[];
  readonly onCall?: CallListener | undefined;
}

/** A server of S3 (path style) and SQS for any AWS client, on loopback, with any credentials. */
export interface Storage extends AsyncDisposable {
  /** Endpoint of both: `http://127.0.0.1:<port>`. */
  readonly url: string;
  queueUrl(name: string): string;
  queueArn(name: string): string;
}

/**
 * Starts the server and creates what is missing in it. A client is told that its object is written only after the
 * notifications of it were saved; if they cannot be, it gets a 500 and writes again.
 *
 * @throws {Error} the port is taken; a name or setting that AWS would refuse; a rule names no queue
 */
export async function startStorage(options: StorageOptions): Promise<Storage> {
  const { directory, port = 0, region, buckets, queues, notifications, onCall } = options;
  const queueArn = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;
  await mkdir(directory, { recursive: true });
  await removePartialWrites(objectDirectory(directory));
  await using started = new AsyncDisposableStack();
  const { app, server } = await startFauxqsOnLoopback({ directory, port, region }, (created) => {
    answerWithS3Errors(created);
    serveS3(created, { notifications, region }, objectDirectory(directory));
    patchFauxqsSqs(created);
    if (onCall) reportCalls(created, queueArn, onCall);
  });
  started.defer(() => server.stop());
  for (const bucket of buckets) server.createBucket(bucket);
  await setUpQueues(app, region, queues);
  await sendTestEvents(app, notifications, join(directory, 'notifications.json'));
  const url = `http://127.0.0.1:${server.port}`;
  const running = started.move();
  return {
    url,
    queueUrl: (name) => `${url}/${accountId}/${name}`,
    queueArn,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function serveS3(app: FauxqsApp, settings: NotificationSettings, objects: string): void {
  const requests = new WeakMap<object, S3Request>();
  app.addHook('preHandler', async (request, reply) => {
    const s3Request = await readS3Request(request);
    if (!s3Request) return;
    assertSupported(s3Request);
    requests.set(request, s3Request);
    const stream = await streamLargeObject(s3Request, objects);
    if (!stream) return;
    const { statusCode, headers } = await app.inject({ method: 'HEAD', url: request.url });
    if (statusCode !== 200) {
      stream.body.destroy();
      return;
    }
    return reply
      .code(stream.statusCode)
      .headers({ ...headers, ...stream.headers })
      .send(stream.body);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const s3Request = requests.get(request);
    const hasFailed = reply.statusCode >= 400;
    if (s3Request && !hasFailed) {
      await sendObjectCreated(app, { ...s3Request, requestId: request.id }, settings);
    }
    return payload;
  });
}
