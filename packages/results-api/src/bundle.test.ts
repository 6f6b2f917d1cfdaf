import { claimRequest } from '@deepsentinel/db-schema';
import {
  analysisRequest,
  type FakeRds,
  type Identity,
  isToken,
  startFakeRds,
} from '@deepsentinel/db-schema/testing';
import { type BundledLambda, bundleLambda } from '@deepsentinel/test-kit/account';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const identity: Identity = { accessKeyId: 'key', secretAccessKey: 'secret', region: 'eu-west-1' };
let rds: FakeRds;
let bundle: BundledLambda;
beforeAll(async () => {
  rds = await startFakeRds((signIn) => isToken(signIn, identity));
  bundle = await bundleLambda(new URL('./lambda.ts', import.meta.url));
  await claimRequest(rds.db, analysisRequest({ videoId: 'v-1', tier: 'basic' }));
});
afterAll(async () => {
  await rds[Symbol.asyncDispose]();
  await bundle[Symbol.asyncDispose]();
});

/** Makes the event that Lambda passes for a request to a function's URL, as far as the handler reads it. */
function requestTo(rawPath: string) {
  const domainName = 'abc.lambda-url.eu-west-1.on.aws';
  const requestContext = { domainName, http: { method: 'GET', path: rawPath } };
  const headers = { host: domainName };
  return { version: '2.0', rawPath, rawQueryString: '', headers, requestContext, isBase64Encoded: false };
}

test('the bundle answers requests to its URL as the role that only reads', async () => {
  const answer = await bundle.invoke('onRequest', requestTo('/api/videos/v-1/analysis/progress/'), {
    DATABASE_URL: Object.assign(new URL(rds.url), { username: 'results_reader' }).href,
    DATABASE_AUTH: 'iam',
    AWS_REGION: identity.region,
    AWS_ACCESS_KEY_ID: identity.accessKeyId,
    AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
    NODE_EXTRA_CA_CERTS: rds.authorityFile,
  });
  expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
  const { body } = answer as { body: string };
  expect(JSON.parse(body)).toMatchObject({ progress: 0, status: 'queued', is_completed: false });
  expect(rds.signIns.map(({ user }) => user)).toEqual(['results_reader']);
});

test('the bundle says what its environment lacks', async () => {
  const environment = { DATABASE_URL: 'postgres://host/db', DATABASE_AUTH: 'iam' };
  const started = bundle.invoke('onRequest', requestTo('/health'), environment);
  const reason =
    /environment of the results API: DATABASE_URL: must name the user .*sslmode=verify-full.*AWS_REGION/;
  await expect(started).rejects.toMatchObject({ stderr: expect.stringMatching(reason) });
});
