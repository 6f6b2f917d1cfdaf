import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type BatchClient, ListJobsCommand } from '@aws-sdk/client-batch';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import {
  listEvents,
  listTracks,
  type OpenDatabase,
  openDatabase,
  summarizeVideo,
  type VideoSummary,
} from '@deepsentinel/db-schema';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import type { Tier } from '@deepsentinel/queue-contracts';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../local-cloud.ts';
import { sdkClients } from '../sdk-clients.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A local cloud in a directory of its own, and what a test asks of it from outside. */
export interface CloudFixture extends AsyncDisposable {
  readonly cloud: LocalCloud;
  readonly db: OpenDatabase['db'];
  upload(content: Uint8Array | string, place: { videoId: string; tier?: Tier }): Promise<void>;
  putObject(place: { bucket: string; key: string }, content: Uint8Array | string): Promise<void>;
  /** Waits until the analysis is under way. */
  running(videoId: string): Promise<{ readonly runId: string; readonly jobId: string }>;
  /** Waits until the analysis has ended. */
  ended(videoId: string): Promise<VideoSummary>;
  /** Reads events and tracks, without what differs between analyses of the same content. */
  results(videoId: string): Promise<object>;
  /** Lists the names of all jobs of a tier, one for each job. */
  jobNames(tier: Tier): Promise<readonly (string | undefined)[]>;
  deadLetters(tier: Tier): Promise<Readonly<Record<string, string | undefined>>[]>;
}

const runner = fileURLToPath(import.meta.resolve('@deepsentinel/batch-runner/main'));

export async function startCloudFixture(
  directory: string,
  options: Partial<LocalCloudOptions> = {},
): Promise<CloudFixture> {
  await using started = new AsyncDisposableStack();
  if (!existsSync(join(directory, 'database'))) await seedDatabase(join(directory, 'database'));
  const cloud = started.use(
    await startLocalCloud({
      directory,
      models: { directory: await ensureEmbeddedPack(), acceptedLicenses: ['MIT'] },
      runner: { command: process.execPath, args: [runner] },
      capacity: { vcpus: 2, memoryMiB: 8192 },
      log: { info: () => {}, error: () => {}, count: () => {} },
      ...options,
    }),
  );
  const { deployment } = cloud;
  const { db } = started.use(await openDatabase(deployment.databaseUrl));
  const clients = started.use(sdkClients(deployment, 'operator'));
  const putObject: CloudFixture['putObject'] = async ({ bucket: Bucket, key: Key }, content) => {
    await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(content) }));
  };
  const running = started.move();
  return {
    cloud,
    db,
    putObject,
    upload: async (content, { videoId, tier = 'basic' }) => {
      const key = `${deployment.tiers[tier].uploadPrefix}videos/${videoId}/clip.mp4`;
      await putObject({ bucket: deployment.rawVideosBucket, key }, content);
    },
    running: (videoId) => waitForStart(db, videoId),
    ended: (videoId) => waitForEnd(db, videoId),
    results: (videoId) => resultsOf(db, videoId),
    jobNames: (tier) => jobNames(clients.batch, deployment.tiers[tier].jobQueue),
    deadLetters: async (tier) => {
      const QueueUrl = deployment.tiers[tier].deadLetterQueueUrl;
      const options = { MaxNumberOfMessages: 10, MessageAttributeNames: ['All'], VisibilityTimeout: 0 };
      const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, ...options }));
      return Messages.map(({ MessageAttributes = {} }) =>
        Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
        ),
      );
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Asks again and again until the answer is good. */
export async function until<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    await sleep(50);
  }
}

async function waitForStart(db: OpenDatabase['db'], videoId: string) {
  const { runId, jobId } = (await until(
    () => summarizeVideo(db, videoId),
    (video) => video?.runStatus === 'running' && video.jobId !== null,
  ))!;
  return { runId: runId!, jobId: jobId! };
}

async function waitForEnd(db: OpenDatabase['db'], videoId: string): Promise<VideoSummary> {
  const video = await until(
    () => summarizeVideo(db, videoId),
    (summary) => summary?.status === 'completed' || summary?.status === 'failed',
  );
  return video!;
}

async function jobNames(batch: BatchClient, jobQueue: string) {
  const filters = [{ name: 'AFTER_CREATED_AT', values: ['0'] }];
  const { jobSummaryList = [] } = await batch.send(new ListJobsCommand({ jobQueue, filters }));
  return jobSummaryList.map(({ jobName }) => jobName);
}

async function resultsOf(db: OpenDatabase['db'], videoId: string): Promise<object> {
  const everything = { videoId, limit: 1000 };
  const anonymous = { videoId: null, key: null, thumbnailKey: null };
  return {
    events: (await listEvents(db, everything)).map((event) => ({ ...event, ...anonymous })),
    tracks: (await listTracks(db, everything)).map((track) => ({ ...track, ...anonymous })),
  };
}

/** Makes a clip in which a person walks. */
export async function walkingPerson(seconds: number): Promise<Uint8Array> {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, 'walking.mp4');
  await makeWalkingPerson(path, seconds);
  return await readFile(path);
}
