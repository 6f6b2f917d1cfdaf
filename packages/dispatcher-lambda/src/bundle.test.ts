import { readFile } from 'node:fs/promises';
import { type Identity, isToken, startFakeRds } from '@deepsentinel/db-schema/testing';
import { tiers } from '@deepsentinel/queue-contracts';
import { type BundledLambda, bundleLambda } from '@deepsentinel/test-kit/account';
import { startTestCloud } from '@deepsentinel/test-kit/cloud';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { requestFor } from './testing/dispatcher-fixture.ts';

const entry = new URL('./lambda.ts', import.meta.url);
const identity: Identity = { accessKeyId: 'test', secretAccessKey: 'test', region: 'us-east-1' };
let bundle: BundledLambda;
beforeAll(async () => {
  bundle = await bundleLambda(entry);
});
afterAll(async () => {
  await bundle[Symbol.asyncDispose]();
});

test('the bundle stands alone, and says what its environment lacks', async () => {
  expect(bundle.report).toMatch(/index\.mjs: \d+ KiB, \d+ KiB gzipped/);
  const started = bundle.invoke('onSchedule', {}, { DATABASE_URL: 'mysql://x' });
  const reason = /DATABASE_URL: must be a postgres:\/\/ URL; ALLOWED_BUCKETS: .*; ROUTES: /;
  await expect(started).rejects.toMatchObject({ stderr: expect.stringMatching(reason) });
});

test('the same sources give the same bytes', async () => {
  await using again = await bundleLambda(entry);
  expect((await readFile(again.file)).equals(await readFile(bundle.file))).toBe(true);
});

test('the bundle dispatches and reconciles as its role of the database', async () => {
  await using rds = await startFakeRds((signIn) => isToken(signIn, identity));
  await using cloud = await startTestCloud();
  const { url } = await cloud.createQueue('dead-deadLetters');
  // The SDK of the bundle goes where the URL of a queue leads.
  const deadLetterQueueUrl = new URL(new URL(url).pathname, cloud.environment['AWS_ENDPOINT_URL']).href;
  const route = { requestQueueArn: 'arn:requests', deadLetterQueueUrl, jobQueue: 'q', jobDefinition: 'd' };
  const environment = {
    ...cloud.environment,
    // Nobody answers: a job cannot be submitted, and its message is to be delivered again.
    AWS_ENDPOINT_URL_BATCH: 'http://127.0.0.1:1',
    AWS_MAX_ATTEMPTS: '1',
    NODE_EXTRA_CA_CERTS: rds.authorityFile,
    DATABASE_URL: Object.assign(new URL(rds.url), { username: 'dispatcher' }).href,
    DATABASE_AUTH: 'iam',
    ALLOWED_BUCKETS: 'raw-videos',
    ROUTES: JSON.stringify(Object.fromEntries(tiers.map((tier) => [tier, route]))),
  };
  await cloud.putObject('a.mp4', 'video');
  const records = [requestFor('a.mp4'), requestFor('missing.mp4')].map((body, index) => ({
    messageId: `message-${index}`,
    body: JSON.stringify(body),
    attributes: { SentTimestamp: '1767323045678', ApproximateReceiveCount: '1' },
    eventSourceARN: 'arn:requests',
  }));
  expect(await bundle.invoke('onRequests', { Records: records }, environment)).toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-0' }],
  });
  const deadLetters = await cloud.drain(deadLetterQueueUrl);
  const reasons = deadLetters.map(({ MessageAttributes }) => MessageAttributes?.['reason']?.StringValue);
  expect(reasons).toEqual(['object-missing']);
  expect(await bundle.invoke('onSchedule', {}, environment)).toBeNull();
  expect(new Set(rds.signIns.map(({ user }) => user))).toEqual(new Set(['dispatcher']));
});
