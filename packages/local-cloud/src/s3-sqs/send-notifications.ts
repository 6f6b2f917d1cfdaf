import { readFile, rename, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { appliesTo, type BucketNotification, objectCreatedEvent, testEvent } from './bucket-notification.ts';
import type { FauxqsApp } from './loopback-fauxqs.ts';
import { sendMessage } from './queues.ts';
import { objectCreation, type S3Request } from './s3-request.ts';

/** Rules of the buckets, and the region that events name. */
export interface NotificationSettings {
  readonly notifications: readonly BucketNotification[];
  readonly region: string;
}

/**
 * Sends the events of an object that a request has just created. Size and ETag are those the object has now: when two
 * clients write the same key at once, both events describe the content that stayed.
 *
 * @throws {Error} an event could not be saved; the client must then be told that its write failed
 */
export async function sendObjectCreated(
  app: FauxqsApp,
  request: S3Request & { readonly requestId: string },
  { notifications, region }: NotificationSettings,
): Promise<void> {
  const creation = objectCreation(request);
  const { bucket, key, requestId } = request;
  const rules = notifications.filter((rule) => appliesTo(rule, bucket, key));
  if (creation === undefined || rules.length === 0) return;
  const content = await headObject(app, bucket, key);
  for (const { queueName } of rules) {
    const event = objectCreatedEvent({ creation, bucket, key, ...content, region, requestId });
    await sendMessage(app, queueName, event);
  }
}

async function headObject(
  app: FauxqsApp,
  bucket: string,
  key: string,
): Promise<{ sizeBytes: number; etag: string }> {
  const url = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  const { statusCode, headers } = await app.inject({ method: 'HEAD', url });
  if (statusCode !== 200) throw new Error(`s3:/${url} was written, but HEAD answers ${statusCode}`);
  return { sizeBytes: Number(headers['content-length']), etag: String(headers.etag).replaceAll('"', '') };
}

/**
 * Sends `s3:TestEvent` for each rule that was not there before, and saves the rules in a file.
 *
 * @param file JSON of the rules at the last start
 * @throws {Error} a rule's queue does not exist
 */
export async function sendTestEvents(
  app: FauxqsApp,
  notifications: readonly BucketNotification[],
  file: string,
): Promise<void> {
  const known = await readRules(file);
  for (const rule of notifications) {
    const isKnown = known.some((other) => isDeepStrictEqual(other, rule));
    if (!isKnown) await sendMessage(app, rule.queueName, testEvent(rule.bucket));
  }
  await writeFile(`${file}.new`, JSON.stringify(notifications, null, 2));
  await rename(`${file}.new`, file);
}

async function readRules(file: string): Promise<readonly BucketNotification[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as BucketNotification[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`${file} is unreadable: delete it, and the notifications are set up anew`, {
      cause: error,
    });
  }
}
