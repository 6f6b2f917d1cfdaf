import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

/** What these tests need of the description of a running system. */
interface Deployment {
  readonly environment: Readonly<Record<string, string>>;
  readonly rawVideosBucket: string;
  readonly tiers: Readonly<Record<string, { readonly requestQueueUrl: string }>>;
  readonly apiUrl: string;
}

const sentinel = join(import.meta.dirname, '../../packages/cli/bin/sentinel.mjs');
const Key = 'incoming/walking.mp4';
let directory: string;
let deployment: Deployment;
let stopCloud: () => Promise<void>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'examples-cloud-'));
  const video = join(directory, 'walking.mp4');
  await makeWalkingPerson(video, 4);
  const cloud = spawn(process.execPath, [sentinel, 'up'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(cloud, 'exit');
  stopCloud = async () => {
    cloud.kill('SIGTERM');
    await ended;
  };
  await Promise.race([once(cloud.stdout, 'data'), ended]);
  deployment = JSON.parse(await readFile(join(directory, 'sentinel-cloud/deployment.json'), 'utf8'));
  Object.assign(process.env, deployment.environment);
  const s3 = new S3Client();
  await s3.send(
    new PutObjectCommand({ Bucket: deployment.rawVideosBucket, Key, Body: await readFile(video) }),
  );
  s3.destroy();
});
afterAll(async () => {
  await stopCloud();
  await rm(directory, { recursive: true });
});

/**
 * Runs an example as a user would.
 *
 * @param command its file and arguments
 * @param variables added to the environment
 * @returns what it printed
 */
async function runExample(
  [file, ...args]: readonly [string, ...string[]],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const program = join(import.meta.dirname, '..', file);
  const env = { ...process.env, ...variables };
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env });
  return stdout;
}

test('a request is published, and what was found is read from the API', async () => {
  const { tiers, rawVideosBucket, apiUrl } = deployment;
  const published = await runExample(
    ['publish-request.ts', tiers['basic']!.requestQueueUrl, rawVideosBucket, Key],
    deployment.environment,
  );
  expect(published).toMatch(/^requested: message [\w-]+\n$/);
  let listed = '';
  while (!/: (completed|failed)\n/.test(listed)) listed = await runExample(['read-api.ts', apiUrl]);
  expect(listed).toMatch(/^[\w-]+: completed\n/);
  expect(listed).toMatch(/^ {2}\d\.\d s walking: A .* walks to the right for \d seconds?\.$/m);
});
