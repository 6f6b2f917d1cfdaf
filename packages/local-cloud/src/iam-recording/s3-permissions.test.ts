import { expect, test } from '@jest/globals';
import type { S3Request } from '../s3-sqs/s3-request.ts';
import { s3Permissions } from './s3-permissions.ts';

/** Requests that the local storage, which keeps no versions, does not serve. */
const requests: [string, Partial<S3Request>, string[]][] = [
  ['a read of a version', {}, ['s3:GetObjectVersion']],
  ['a look at a version', { method: 'HEAD' }, ['s3:GetObjectVersion']],
  ['a deletion of a version', { method: 'DELETE' }, ['s3:DeleteObjectVersion']],
  [
    'a copy of a version',
    { method: 'PUT', query: {}, headers: { 'x-amz-copy-source': '/bucket/key?versionId=v' } },
    ['s3:PutObject', 's3:GetObjectVersion'],
  ],
  [
    'the attributes of a version',
    { query: { attributes: '', versionId: 'v' } },
    ['s3:GetObjectVersion', 's3:GetObjectVersionAttributes'],
  ],
];

test.each(requests)('%s has permissions of its own', (_, changes, expected) => {
  const request = { method: 'GET', bucket: 'bucket', key: 'key', query: { versionId: 'v' }, headers: {} };
  const needed = s3Permissions(
    { ...request, isForm: false, ...changes },
    { body: undefined, statusCode: 200 },
  );
  expect(needed).toEqual(
    expected.map((action) => ({ action, resource: 'arn:aws:s3:::bucket/key', parameters: {} })),
  );
});
