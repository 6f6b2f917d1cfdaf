import {
  type FakeRds,
  type Identity,
  isToken,
  type SignIn,
  startFakeRds,
} from '@deepsentinel/db-schema/testing';
import { type BundledLambda, bundleLambda } from '@deepsentinel/test-kit/account';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type SecretServer, serveSecrets } from './testing/secret-server.ts';

const identity: Identity = { accessKeyId: 'key', secretAccessKey: 'secret', region: 'eu-west-1' };
const password = 'of the/master?user';
const migrations = [
  '0001-initial',
  '0002-requests',
  '0003-search',
  '0004-embeddings',
  '0005-store-configurations',
  '0006-recordings-by-time',
  '0007-observations',
  '0008-run-recovery',
];
const roles = ['dispatcher', 'runner', 'results_reader', 'store_editor'];

let bundle: BundledLambda;
let rds: FakeRds;
let secrets: SecretServer;
/** Decides which logins the database accepts. */
let admits: (signIn: SignIn) => boolean;
beforeAll(async () => {
  rds = await startFakeRds((signIn) => admits(signIn));
  const master = JSON.stringify({ username: rds.superuser, password });
  secrets = await serveSecrets({ master, other: '"secret text"', broken: '{"password":"secret text' });
  bundle = await bundleLambda(new URL('./lambda.ts', import.meta.url));
});
afterAll(async () => {
  for (const resource of [bundle, secrets, rds]) await resource[Symbol.asyncDispose]();
});
beforeEach(async () => {
  admits = (signIn) => signIn.password === password;
  await rds.db.schema.dropSchema('public').cascade().execute();
  await rds.db.schema.createSchema('public').execute();
});

const migrate = (secret = 'master') =>
  bundle.invoke(
    'onMigrate',
    {},
    {
      DATABASE_URL: rds.url.href,
      MASTER_SECRET_ARN: secret,
      AWS_REGION: identity.region,
      AWS_ACCESS_KEY_ID: identity.accessKeyId,
      AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      NODE_EXTRA_CA_CERTS: rds.authorityFile,
    },
  );
const saying = (reason: RegExp) => ({ stderr: expect.stringMatching(reason) });

test('the bundle makes an empty database the current one, and then finds nothing to do', async () => {
  expect(await migrate()).toEqual({ migrations, roles });
  expect(await migrate()).toEqual({ migrations: [], roles });
});

test('two at once make each migration once', async () => {
  const preparations = (await Promise.all([migrate(), migrate()])) as { migrations: string[] }[];
  expect(preparations.flatMap((preparation) => preparation.migrations)).toEqual(migrations);
});

test('a master user of whom a token is asked signs in by one', async () => {
  admits = (signIn) => isToken(signIn, identity);
  expect(await migrate()).toEqual({ migrations, roles });
});

test('a master user who is not let in at all is told so', async () => {
  admits = () => false;
  await expect(migrate()).rejects.toMatchObject(
    saying(/cannot open the database \(PAM authentication failed/),
  );
});

test.each(['other', 'broken'])('a secret that is none of a master user is not shown: %s', async (secret) => {
  const migrating = migrate(secret);
  await expect(migrating).rejects.toMatchObject(saying(/is no secret of a master user/));
  await expect(migrating).rejects.not.toMatchObject(saying(/secret text/));
});

test('a secret that is missing is named', async () => {
  await expect(migrate('nowhere')).rejects.toMatchObject(saying(/there is no secret nowhere/));
});
