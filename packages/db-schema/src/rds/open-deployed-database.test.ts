import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DatabaseAccess } from '@deepsentinel/queue-contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FakeRds, type Identity, isToken, startFakeRds } from '../testing/index.ts';

const identity: Identity = { accessKeyId: 'runner-key', secretAccessKey: 'secret', region: 'eu-west-1' };
const script = fileURLToPath(new URL('../testing/read-videos.ts', import.meta.url));
let rds: FakeRds;
beforeAll(async () => {
  rds = await startFakeRds((signIn) => isToken(signIn, identity));
});
afterAll(async () => {
  await rds[Symbol.asyncDispose]();
});

const nameOf = ({ url }: FakeRds) => `${url.host}${url.pathname}`;
const asRunner = ({ url }: FakeRds) => Object.assign(new URL(url), { username: 'runner' });

/** Reads from a database in a child process, with the environment of an AWS identity. */
async function read(access: DatabaseAccess, overrides: Readonly<Record<string, string>> = {}) {
  const env = {
    AWS_ACCESS_KEY_ID: identity.accessKeyId,
    AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
    NODE_EXTRA_CA_CERTS: rds.authorityFile,
    ...overrides,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(access)], { env });
  return stdout.trim();
}

/** Reads with tokens, as the role of the runner. */
const readByToken = (overrides: Readonly<Record<string, string>> = {}, region = identity.region) =>
  read({ url: asRunner(rds).href, auth: 'iam', region }, overrides);

const saying = (reason: RegExp) => ({ stderr: expect.stringMatching(reason) });

test('each connection asks for a token of its own and trusts the certificate of the instance', async () => {
  const before = rds.signIns.length;
  expect(await readByToken()).toBe(nameOf(rds));
  const signIns = rds.signIns.slice(before);
  expect(signIns).toHaveLength(3);
  for (const signIn of signIns) expect(signIn).toMatchObject({ user: 'runner', host: rds.url.host });
});

test.each([
  ['of another identity', { AWS_SECRET_ACCESS_KEY: 'another' }, identity.region, /PAM authentication failed/],
  ['for another region', {}, 'us-east-1', /PAM authentication failed for user "runner"/],
  ['that cannot be signed', { AWS_ACCESS_KEY_ID: '', AWS_EC2_METADATA_DISABLED: 'true' }, 'x', /credentials/],
])('with a token %s it says why it cannot be opened', async (_case, overrides, region, reason) => {
  const reading = readByToken(overrides, region);
  await expect(reading).rejects.toMatchObject(
    saying(/DatabaseUnavailableError: localhost:\d+\/\w+: cannot open the database \(.+\)/),
  );
  await expect(reading).rejects.toMatchObject(saying(reason));
});

test('a server whose certificate leads nowhere that is known gets no token', async () => {
  const before = rds.signIns.length;
  const reading = readByToken({ NODE_EXTRA_CA_CERTS: '' });
  await expect(reading).rejects.toMatchObject(saying(/cannot open the database \(.*certificate/));
  expect(rds.signIns).toHaveLength(before);
});

test('a URL with a password is used as it is', async () => {
  await using open = await startFakeRds(({ user, password }) => user === 'runner' && password === 'known');
  const url = Object.assign(asRunner(open), { password: 'known' }).href;
  const trusting = { NODE_EXTRA_CA_CERTS: open.authorityFile };
  expect(await read({ url, auth: 'password' }, trusting)).toBe(nameOf(open));
});
