import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { databaseAccess, databaseAccessShape, withDatabaseAccess } from './database-access.ts';
import { explainIssues } from './explain-issues.ts';

const schema = withDatabaseAccess(z.object({ ...databaseAccessShape, OTHER: z.string() }));
const parse = (environment: object) => databaseAccess(schema.parse({ OTHER: 'x', ...environment }));
const url = 'postgres://runner@db.example:5432/deepsentinel?sslmode=verify-full';

test('a URL alone is taken as it is', () => {
  const DATABASE_URL = 'postgres://app:secret@localhost/app';
  expect(parse({ DATABASE_URL })).toEqual({ url: DATABASE_URL, auth: 'password' });
});

test('tokens are asked for in the region of the process', () => {
  expect(parse({ DATABASE_URL: url, DATABASE_AUTH: 'iam', AWS_REGION: 'eu-central-1' })).toEqual({
    ...{ url, auth: 'iam', region: 'eu-central-1' },
  });
});

test.each([
  ['a password', { DATABASE_URL: url.replace('@', ':secret@') }, 'DATABASE_URL: must not have a password'],
  ['a password as a parameter', { DATABASE_URL: `${url}&password=x` }, 'must not have a password'],
  ['no user', { DATABASE_URL: url.replace('runner@', '') }, 'DATABASE_URL: must name the user'],
  ['no TLS', { DATABASE_URL: url.replace(/\?.*/, '') }, 'DATABASE_URL: must say ?sslmode=verify-full'],
  ['an unverified server', { DATABASE_URL: url.replace('verify-full', 'no-verify') }, '?sslmode=verify-full'],
  ['no region', { AWS_REGION: undefined }, 'AWS_REGION: must name the region'],
  ['another word', { DATABASE_AUTH: 'token' }, 'DATABASE_AUTH: '],
])('tokens with %s are refused, without a word of the password', (_case, overrides, expected) => {
  const environment = { DATABASE_URL: url, DATABASE_AUTH: 'iam', AWS_REGION: 'eu-central-1', OTHER: 'x' };
  const { error } = schema.safeParse({ ...environment, ...overrides });
  expect(explainIssues(error!)).toContain(expected);
  expect(explainIssues(error!)).not.toContain('secret');
});

test('what is wrong together is named with what is wrong alone', () => {
  const { error } = schema.safeParse({ DATABASE_URL: 'postgres://host/db', DATABASE_AUTH: 'iam' });
  expect(explainIssues(error!)).toMatch(/OTHER: .*must name the user.*sslmode.*AWS_REGION: /);
});
