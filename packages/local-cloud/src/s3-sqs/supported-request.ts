import { S3Error } from '../errors.ts';
import { objectCreation, type S3Request } from './s3-request.ts';

/** Query parameters of bucket requests that fauxqs acts on. */
const bucketParameters = new Set(
  'list-type prefix delimiter max-keys marker start-after continuation-token fetch-owner encoding-type lifecycle delete'.split(
    ' ',
  ),
);
const objectParameters = new Set('uploads uploadId partNumber attributes'.split(' '));
const neutralParameter = /^x-(id|amz-.*)$/i;

/** Longest segment of a key: a file name has 255 bytes, of which fauxqs uses some for its suffixes. */
const maxSegmentBytes = 240;

/**
 * Lets through only what fauxqs does as S3 does it. Other requests fauxqs would answer with success and do something else:
 * `PutObjectTagging` overwrites the object, `PutBucketNotificationConfiguration` creates a bucket, `ListParts` returns the
 * object.
 *
 * @throws {S3Error} 501 for what is not implemented; 400 for a key that cannot be a file's path; 403 for a presigned URL
 *   that has expired
 */
export function assertSupported(request: S3Request): void {
  const supported = request.key === '' || request.isForm ? bucketParameters : objectParameters;
  for (const name of Object.keys(request.query)) {
    if (!supported.has(name) && !neutralParameter.test(name)) throw notImplemented(`?${name}`);
  }
  if (request.method === 'GET' && 'uploadId' in request.query) throw notImplemented('ListParts');
  assertUnconditionalWrite(request);
  assertStorableKey(request.key);
  assertFresh(request.query);
}

/** Refuses conditional writes, whose conditions fauxqs ignores. */
function assertUnconditionalWrite(request: S3Request): void {
  if (objectCreation(request) === undefined) return;
  for (const header of ['if-match', 'if-none-match']) {
    if (header in request.headers) throw notImplemented(`the header ${header} on a write`);
  }
}

/** Refuses keys that fauxqs cannot use as paths: dots would leave the directory, and empty segments would vanish. */
function assertStorableKey(key: string): void {
  if (key === '') return;
  const segments = key.replace(/\/$/, '').split('/');
  const isStorable = segments.every(
    (segment) => !['', '.', '..'].includes(segment) && Buffer.byteLength(segment) <= maxSegmentBytes,
  );
  if (isStorable) return;
  const rule = `no empty, "." or ".." segment, and none over ${maxSegmentBytes} bytes`;
  throw new S3Error(400, 'InvalidArgument', `The local storage cannot hold the key "${key}": ${rule}`);
}

function assertFresh(query: S3Request['query']): void {
  const { 'X-Amz-Date': signedAt, 'X-Amz-Expires': lifetimeSeconds } = query;
  if (signedAt === undefined || lifetimeSeconds === undefined) return;
  const iso = signedAt.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const expiresAtMs = Date.parse(iso) + Number(lifetimeSeconds) * 1000;
  if (!(Date.now() < expiresAtMs)) throw new S3Error(403, 'AccessDenied', 'Request has expired');
}

function notImplemented(what: string): S3Error {
  return new S3Error(501, 'NotImplemented', `The local storage does not implement ${what}`);
}
