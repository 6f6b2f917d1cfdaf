import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import {
  type EmbeddedServer,
  findRun,
  jobHolder,
  listEvents,
  loadProgress,
  type OpenDatabase,
  openDatabase,
  renewLease,
  serveEmbeddedDatabase,
  streamAnalyzedVideos,
  takeLease,
} from '@deepsentinel/db-schema';
import { seedDatabase, startFaultyProxy } from '@deepsentinel/db-schema/testing';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import type { ModelManifest } from '@deepsentinel/model-pack';
import { type JobEnvironment, retryStrategy } from '@deepsentinel/queue-contracts';
import { startTestCloud, type TestCloud } from '@deepsentinel/test-kit/cloud';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StopSignal } from './errors.ts';
import { exitCodeOfJob } from './exit-code-of-job.ts';
import { runJob } from './run-job.ts';
import { claimedJob, recordingLog, walkingPerson } from './testing/runner-fixture.ts';

let directory: string;
let cloud: TestCloud;
let server: EmbeddedServer;
let database: OpenDatabase;
let clip: Uint8Array;
let shortClip: Uint8Array;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'run-job-'));
  await seedDatabase(join(directory, 'database'));
  server = await serveEmbeddedDatabase({ directory: join(directory, 'database') });
  database = await openDatabase(server.url);
  cloud = await startTestCloud();
  clip = await walkingPerson(directory, 6);
  shortClip = await walkingPerson(directory, 2);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await cloud[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const claim = (content: Uint8Array | string, key: string) =>
  claimedJob(content, { cloud, db: database.db, key });
const stateOf = (runId: string) => findRun(database.db, runId);

async function exitOf(
  environment: JobEnvironment,
  { signal = new AbortController().signal, database: url = server.url, s3 = cloud.s3 } = {},
) {
  const log = recordingLog();
  const located = { ...environment, DATABASE_URL: url };
  try {
    await runJob(located, { s3, signal, log }, { outage: [0.01, 0.01], lease: [0.01] });
    return { exitCode: 0, ...log };
  } catch (error) {
    return { ...log, ...exitCodeOfJob(error) };
  }
}

test('a job analyzes its object and leaves events in the database and thumbnails in the results bucket', async () => {
  const { runId, videoId, environment } = await claim(clip, 'walking.mp4');
  expect(await exitOf(environment)).toMatchObject({ exitCode: 0 });
  const events = await listEvents(database.db, { videoId, limit: 99 });
  const progress = await loadProgress(database.db, videoId);
  expect(progress).toEqual({ progress: 100, status: 'completed', isCompleted: true });
  expect(events.map(({ type }) => type)).toContain('walking');
  const [video] = await Array.fromAsync(streamAnalyzedVideos(database.db, { videoId }));
  expect(video).toMatchObject({ width: 640, height: 480 });
  expect(video!.durationMs).toBeGreaterThan(5000);
  const listing = new ListObjectsV2Command({ Bucket: 'results', Prefix: `thumbnails/${videoId}/${runId}/` });
  const { Contents: objects = [] } = await cloud.s3.send(listing);
  const named = events.flatMap(({ thumbnailKey }) => thumbnailKey ?? []);
  expect(objects.map(({ Key }) => Key).toSorted()).toEqual(named.toSorted());

  const again = await exitOf(environment);
  expect(again).toMatchObject({ exitCode: 0, messages: ['nothing to do: the run has ended'] });
});

describe('a job whose', () => {
  test.each<[string, string, (environment: JobEnvironment) => Partial<JobEnvironment>, number, string]>([
    ['video is unreadable', 'not a video', () => ({}), 65, 'unreadable'],
    ['object has vanished', 'x', () => ({ SOURCE_KEY: 'vanished.mp4' }), 66, 'not-found'],
    ['object has been replaced', 'x', () => ({ SOURCE_ETAG: 'of-another-content' }), 66, 'superseded'],
    ['models are missing', 'x', () => ({ MODEL_PACK: '/nowhere' }), 78, 'model-pack-invalid'],
  ])('%s ends for good and says why', async (subject, content, overrides, exitCode, code) => {
    const { runId, environment } = await claim(content, `${subject}.mp4`);
    expect(await exitOf({ ...environment, ...overrides(environment) })).toMatchObject({ exitCode, code });
    expect(await stateOf(runId)).toMatchObject({ status: 'failed', error_code: code });
    expect((await stateOf(runId))?.error_message).not.toContain('http://');
    expect(
      retryStrategy.evaluateOnExit.some(
        (entry) => 'onExitCode' in entry && entry.onExitCode === String(exitCode),
      ),
    ).toBe(false);
  });

  test('host lacks its device leaves the run to another host, and says why', async () => {
    const { runId, environment } = await claim(shortClip, 'without-device.mp4');
    const exit = await exitOf({ ...environment, DEVICE: 'cuda' });
    expect(exit).toMatchObject({ exitCode: 71, code: 'device-unusable' });
    expect(await stateOf(runId)).toMatchObject({
      ...{ status: 'running', lease_expires_at: null, error_code: null },
      last_error_code: 'device-unusable',
    });
    expect(await exitOf({ ...environment, AWS_BATCH_JOB_ATTEMPT: 2 })).toMatchObject({ exitCode: 0 });
  });

  test('run is in the hands of another living job has nothing to do', async () => {
    const { runId, environment } = await claim(shortClip, 'held.mp4');
    const lease = await takeLease(database.db, runId, jobHolder('job-2'));
    expect(await exitOf(environment)).toMatchObject({
      exitCode: 0,
      messages: expect.arrayContaining([expect.stringMatching(/^nothing to do: .* by batch:job-2/)]),
    });
    await renewLease(database.db, lease);
  });

  test('results bucket does not answer for a while waits for it', async () => {
    const { environment } = await claim(shortClip, 'outage.mp4');
    const exit = await exitOf(environment, { s3: failingS3(2) });
    expect(exit).toMatchObject({ exitCode: 0 });
    expect(exit.messages).toContain('AWS: connect ECONNREFUSED; trying again in 0.01 s');
  });

  test('bucket does not answer for long is worth another attempt, and says why', async () => {
    const { runId, environment } = await claim(shortClip, 'long-outage.mp4');
    const exit = await exitOf(environment, { s3: failingS3(3) });
    expect(exit).toMatchObject({ exitCode: 75, code: 'service-unavailable' });
    expect(await stateOf(runId)).toMatchObject({ status: 'running', last_error_code: 'service-unavailable' });
  });

  test('connection breaks within a commit leaves the run to the next attempt', async () => {
    const { environment } = await claim(shortClip, 'disconnected.mp4');
    await using proxy = await startFaultyProxy(server.url);
    proxy.fail('reset', 'update "videos"');
    const interrupted = await exitOf(environment, { database: proxy.url });
    expect(interrupted).toMatchObject({ exitCode: 75, code: 'database-connection-lost' });
    expect(await exitOf({ ...environment, AWS_BATCH_JOB_ATTEMPT: 2 })).toMatchObject({ exitCode: 0 });
  });

  test('process is asked to stop leaves the run to the next attempt', async () => {
    const { runId, environment } = await claim(shortClip, 'stopped.mp4');
    const stop = new AbortController();
    stop.abort(new StopSignal('SIGTERM'));
    expect(await exitOf(environment, { signal: stop.signal })).toMatchObject({
      exitCode: 75,
      code: 'interrupted',
    });
    expect(await stateOf(runId)).toMatchObject({ status: 'running', lease_expires_at: null });
    expect(await exitOf({ ...environment, AWS_BATCH_JOB_ATTEMPT: 2 })).toMatchObject({ exitCode: 0 });
  });

  test('earlier attempt was killed takes its lease over at once', async () => {
    const { runId, environment } = await claim(shortClip, 'reclaimed.mp4');
    await takeLease(database.db, runId, 'batch:job-1');
    expect(await exitOf({ ...environment, AWS_BATCH_JOB_ATTEMPT: 2 })).toMatchObject({ exitCode: 0 });
  });

  test('run is unknown has nothing to do', async () => {
    const { environment } = await claim('x', 'unknown-run.mp4');
    const unknown = { ...environment, RUN_ID: '00000000-0000-4000-8000-000000000000' };
    expect(await exitOf(unknown)).toMatchObject({ exitCode: 0 });
  });
});

/** Makes a client of S3 whose first calls fail as those of the SDK do while nobody listens. */
function failingS3(failures: number): S3Client {
  let left = failures;
  const refused = { code: 'ECONNREFUSED', $metadata: { attempts: 3, totalRetryDelay: 100 } };
  return new Proxy(cloud.s3, {
    get: (client, name) => {
      if (name !== 'send' || left === 0) return Reflect.get(client, name);
      left -= 1;
      return () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), refused));
    },
  });
}

/** Copies the embedded pack and changes its manifest. */
async function changedPack(name: string, change: (manifest: ModelManifest) => void): Promise<string> {
  const copy = join(directory, name);
  await cp(await ensureEmbeddedPack(), copy, { recursive: true });
  const manifest: ModelManifest = JSON.parse(await readFile(join(copy, 'manifest.json'), 'utf8'));
  change(manifest);
  await writeFile(join(copy, 'manifest.json'), JSON.stringify(manifest));
  return copy;
}

describe('a job is refused before its video is looked at when its pack', () => {
  test.each<[string, (manifest: ModelManifest) => void, Partial<JobEnvironment>, string]>([
    [
      'has no model for a stage of the tier',
      (manifest) =>
        Object.assign(manifest, { models: manifest.models.filter(({ slot }) => slot !== 'describer') }),
      { TIER: 'premium' },
      'expected models for pose, attributes, describer, embedder; the pack has none for describer, only for',
    ],
    [
      'has a license that was not accepted',
      () => undefined,
      { ACCEPTED_LICENSES: ['Apache-2.0'] },
      '(these are: Apache-2.0): detector (centernet): "MIT", commercial use unclear',
    ],
    [
      'states another shape',
      ({ models }) => Object.assign(models[0]!.networks['model']!.inputs[0]!, { shape: ['N', 64, 64, 3] }),
      {},
      'input "input": expected uint8 [N, 64, 64, 3], found uint8 [N, 512, 512, 3]',
    ],
    [
      'names another checksum',
      ({ files }) => Object.assign(files, { 'person-detector.onnx': '0'.repeat(64) }),
      {},
      `the manifest says ${'0'.repeat(64)}`,
    ],
  ])('%s', async (problem, change, overrides, message) => {
    const { runId, environment } = await claim('no video', `${problem}.mp4`);
    const pack = { MODEL_PACK: await changedPack(problem, change) };
    const exit = await exitOf({ ...environment, ...pack, ...overrides });
    expect(exit).toMatchObject({ exitCode: 78, code: 'model-pack-invalid' });
    expect((await stateOf(runId))?.error_message).toContain(message);
  });
});
