import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import {
  type EmbeddedServer,
  listEvents,
  loadProgress,
  type OpenDatabase,
  openDatabase,
  serveEmbeddedDatabase,
} from '@deepsentinel/db-schema';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { startTestCloud, type TestCloud } from '@deepsentinel/test-kit/cloud';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StopSignal } from './errors.ts';
import { type RecordingLog, recordingLog, walkingPerson } from './testing/runner-fixture.ts';
import { runWorker, type Visibility } from './worker.ts';
import type { WorkerEnvironment } from './worker-environment.ts';

let directory: string;
let cloud: TestCloud;
let server: EmbeddedServer;
let database: OpenDatabase;
let environment: WorkerEnvironment;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'worker-'));
  await seedDatabase(join(directory, 'database'));
  server = await serveEmbeddedDatabase({ directory: join(directory, 'database') });
  database = await openDatabase(server.url);
  cloud = await startTestCloud();
  await cloud.putObject('short.mp4', await walkingPerson(directory, 3));
  await cloud.putObject('long.mp4', await walkingPerson(directory, 21));
  await cloud.putObject('broken.mp4', 'not a video');
  environment = {
    DATABASE_URL: server.url,
    DATABASE_AUTH: 'password',
    RESULTS_BUCKET: 'results',
    ALLOWED_BUCKETS: ['raw-videos'],
    REQUEST_QUEUE_URL: 'http://127.0.0.1/one-for-each-test',
    DEAD_LETTER_QUEUE_URL: (await cloud.createQueue('requests-dlq')).url,
    TIER: 'basic',
    DEVICE: 'cpu',
    MODEL_PACK: await ensureEmbeddedPack(),
    ACCEPTED_LICENSES: ['MIT'],
    CONCURRENCY: 1,
  };
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await cloud[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** Makes a queue for one test: the last poll of a stopped worker may still take messages of a shared one. */
async function useQueue(name: string): Promise<void> {
  environment = { ...environment, REQUEST_QUEUE_URL: (await cloud.createQueue(name)).url };
}

async function publish(key: string): Promise<void> {
  await send({ video_id: key, s3_bucket: 'raw-videos', s3_key: key });
}

async function send(message: object): Promise<void> {
  const MessageBody = JSON.stringify(message);
  await cloud.sqs.send(new SendMessageCommand({ QueueUrl: environment.REQUEST_QUEUE_URL, MessageBody }));
}

/** Whether no message is waiting and none is in anybody's hands. */
async function isQueueEmpty(): Promise<boolean> {
  const { Attributes = {} } = await cloud.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: environment.REQUEST_QUEUE_URL, AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: taken } = Attributes;
  return Number(waiting) + Number(taken) === 0;
}

/** Whether the analysis of a video has left pictures in the results bucket. */
async function hasThumbnails(videoId: string): Promise<boolean> {
  const listing = new ListObjectsV2Command({ Bucket: 'results', Prefix: `thumbnails/${videoId}/` });
  return ((await cloud.s3.send(listing)).KeyCount ?? 0) > 0;
}

/** Runs a worker until a condition holds. */
async function workUntil(isDone: (log: RecordingLog) => Promise<void>, visibility?: Visibility) {
  const stop = new AbortController();
  const log = recordingLog();
  const clients = { s3: cloud.s3, sqs: cloud.sqs, signal: stop.signal, log };
  const work = runWorker(environment, clients, visibility);
  await Promise.race([isDone(log), work]);
  stop.abort(new StopSignal('SIGTERM'));
  await work;
  return log;
}

/** Reads the saved results of a video. */
async function saved(videoId: string) {
  const events = await listEvents(database.db, { videoId, limit: 99 });
  return { events: events.map(({ eventId }) => eventId), progress: await loadProgress(database.db, videoId) };
}

test('a worker completes what can be, and gives up the rest with a reason', async () => {
  await useQueue('mixed');
  for (const key of ['broken.mp4', 'missing.mp4', 'short.mp4', 'short.mp4']) await publish(key);
  // What another tier's models are needed for is not begun.
  const source = { bucket: 'raw-videos', key: 'long.mp4' };
  await send({ source, tier: 'premium', requestedAt: '2026-01-02T03:04:05Z' });
  const log = await workUntil(async ({ messages }) => {
    const ended = () => messages.filter((message) => message === 'completed' || message === 'gave up').length;
    while (ended() < 4) await sleep(50);
    // The duplicate is acknowledged without a word.
    while (!(await isQueueEmpty())) await sleep(50);
  });
  expect(log.messages.at(-1)).toBe('stopped');
  const deadLetters = await cloud.drain(environment.DEAD_LETTER_QUEUE_URL);
  const reasons = deadLetters.map(({ MessageAttributes }) => MessageAttributes?.['reason']?.StringValue);
  expect(reasons.toSorted()).toEqual(['object-missing', 'unreadable', 'wrong-tier']);
  expect((await saved('short.mp4')).progress).toMatchObject({ status: 'completed' });
  expect((await saved('broken.mp4')).progress).toMatchObject({ status: 'failed' });
  expect(await cloud.drain(environment.REQUEST_QUEUE_URL)).toEqual([]);
});

test('two messages for one object in one worker are one analysis', async () => {
  await useQueue('twice');
  await cloud.putObject('twice.mp4', await walkingPerson(directory, 3));
  environment = { ...environment, CONCURRENCY: 2 };
  for (const _ of [1, 2]) await publish('twice.mp4');
  const log = await workUntil(async (said) => {
    await said.said('completed');
    while (!(await isQueueEmpty())) await sleep(50);
  });
  environment = { ...environment, CONCURRENCY: 1 };
  expect(log.messages.filter((message) => message === 'completed')).toHaveLength(1);
  expect(log.messages.some((message) => /lease was lost/.test(message))).toBe(false);
});

test('a worker that is stopped in a video leaves it to the next one, and keeps it hidden while it works', async () => {
  await useQueue('long');
  await publish('long.mp4');
  const visibility = { timeoutSeconds: 2, heartbeatSeconds: 1 };
  const first = await workUntil(async () => {
    while (!(await hasThumbnails('long.mp4'))) await sleep(50);
  }, visibility);
  expect(first.messages).not.toContain('completed');
  const second = await workUntil((log) => log.said('completed'), visibility);
  // It took longer than the message would have stayed hidden by itself.
  expect(second.about).toMatchObject({ received: 1, completed: 1 });
  const { events, progress } = await saved('long.mp4');
  expect(progress).toMatchObject({ status: 'completed', progress: 100 });
  expect(new Set(events).size).toBe(events.length);
  expect(await cloud.drain(environment.REQUEST_QUEUE_URL)).toEqual([]);
  const runs = await database.db
    .selectFrom('analysis_runs')
    .select('id')
    .where('video_id', '=', 'long.mp4')
    .execute();
  expect(runs).toHaveLength(1);
});
