import { expect, test } from '@jest/globals';
import { parseMigratorConfig } from './config.ts';

const environment = {
  DATABASE_URL: 'postgres://db.example:5432/deepsentinel?sslmode=verify-full',
  MASTER_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:rds!db-1',
  AWS_REGION: 'eu-west-1',
};

test('the environment of the function is read', () => {
  expect(parseMigratorConfig({ ...environment, PATH: '/bin' })).toEqual({
    databaseUrl: environment.DATABASE_URL,
    masterSecretArn: environment.MASTER_SECRET_ARN,
    region: 'eu-west-1',
  });
});

test.each([
  [{ DATABASE_URL: 'postgres://me:secret@db/x?sslmode=verify-full' }, /DATABASE_URL: must not name a user/],
  [{ DATABASE_URL: 'postgres://db/x' }, /DATABASE_URL: must say \?sslmode=verify-full/],
  [
    { DATABASE_URL: 'mysql://db/x', MASTER_SECRET_ARN: '' },
    /must be a postgres:\/\/ URL; MASTER_SECRET_ARN: /,
  ],
  [{ AWS_REGION: undefined }, /AWS_REGION: /],
])('%j is refused', (overrides, reason) => {
  const parse = () => parseMigratorConfig({ ...environment, ...overrides });
  expect(parse).toThrow(reason);
  expect(parse).not.toThrow(/secret@/);
});
