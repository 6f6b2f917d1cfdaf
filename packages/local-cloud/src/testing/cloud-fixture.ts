import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BatchClient } from '@aws-sdk/client-batch';
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
  readonly batch: BatchClient;
  upload(content: Uint8Array | string, place: { videoId: string; tier?: Tier }): Promise<void>;
  putObject(place: { bucket: string; key: string }, content: Uint8Array | string): Promise<void>;
  /** Waits until the analysis has ended. */
  ended(videoId: string): Promise<VideoSummary>;
  /** What was found, without what differs between analyses of the same content. */
  results(videoId: string): Promise<object>;
  deadLetters(tier: Tier): Promise<Readonly<Record<string, string | undefined>>[]>;
}

const runner = fileURLToPath(import.meta.resolve('@deepsentinel/batch-runner/main'));

export async function startCloudFixture(
  directory: string,
  options: Partial<LocalCloudOptions> = {},
): Promise<CloudFixture> {
  await using started = new AsyncDisposableStack();
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
    batch: clients.batch,
    putObject,
    upload: async (content, { videoId, tier = 'basic' }) => {
      const key = `${deployment.tiers[tier].uploadPrefix}videos/${videoId}/clip.mp4`;
      await putObject({ bucket: deployment.rawVideosBucket, key }, content);
    },
    ended: (videoId) => waitForEnd(db, videoId),
    results: (videoId) => resultsOf(db, videoId),
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

async function waitForEnd(db: OpenDatabase['db'], videoId: string): Promise<VideoSummary> {
  for (;;) {
    const video = await summarizeVideo(db, videoId);
    if (video?.status === 'completed' || video?.status === 'failed') return video;
    await sleep(100);
  }
}

async function resultsOf(db: OpenDatabase['db'], videoId: string): Promise<object> {
  const everything = { videoId, limit: 1000 };
  const anonymous = { videoId: null, key: null, thumbnailKey: null };
  return {
    events: (await listEvents(db, everything)).map((event) => ({ ...event, ...anonymous })),
    tracks: (await listTracks(db, everything)).map((track) => ({ ...track, ...anonymous })),
  };
}

/** A clip in which a person walks. */
export async function walkingPerson(seconds: number): Promise<Uint8Array> {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, 'walking.mp4');
  await makeWalkingPerson(path, seconds);
  return await readFile(path);
}
