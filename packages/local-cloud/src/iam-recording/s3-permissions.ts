import type { S3Request } from '../s3-sqs/s3-request.ts';
import type { NeededPermission } from './aws-call.ts';

const bucketArn = (bucket: string) => `arn:aws:s3:::${bucket}`;
const objectArn = (bucket: string, key: string) => `${bucketArn(bucket)}/${key}`;

/** Headers of a write that each need a permission of their own. */
const writeHeaders = { 'x-amz-tagging': 's3:PutObjectTagging', 'x-amz-acl': 's3:PutObjectAcl' };

/** Query parameters of a listing that IAM has condition keys for. */
const listParameters = ['prefix', 'delimiter', 'max-keys'];

/** Facts of a request that are known once it is answered. */
interface AnsweredRequest {
  /** XML document, when the request deletes several objects. */
  readonly body: unknown;
  readonly statusCode: number;
}

/**
 * Derives the permissions that an S3 request needs. Being told that an object does not exist needs the permission to list
 * its bucket: without it S3 answers 403.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function s3Permissions(request: S3Request, { body, statusCode }: AnsweredRequest): NeededPermission[] {
  const { bucket, key, method } = request;
  if (key === '' && method === 'POST') return deletions(bucket, String(body));
  if (key === '') return [bucketPermission(request)];
  const needed = objectActions(request).map((action) => permission(action, objectArn(bucket, key)));
  const isMissing = statusCode === 404 && (method === 'GET' || method === 'HEAD');
  if (isMissing) needed.push(permission('s3:ListBucket', bucketArn(bucket)));
  return [...needed, ...copySource(request)];
}

function permission(action: string, resource: string): NeededPermission {
  return { action, resource, parameters: {} };
}

function objectActions({ method, query, headers }: S3Request): string[] {
  const version = 'versionId' in query ? 'Version' : '';
  if (method === 'DELETE') {
    return ['uploadId' in query ? 's3:AbortMultipartUpload' : `s3:DeleteObject${version}`];
  }
  if (method === 'GET' || method === 'HEAD') {
    const read = `s3:GetObject${version}`;
    return 'attributes' in query ? [read, `${read}Attributes`] : [read];
  }
  const settings = Object.entries(writeHeaders).filter(([header]) => header in headers);
  return ['s3:PutObject', ...settings.map(([, action]) => action)];
}

function copySource({ headers }: S3Request): NeededPermission[] {
  const { 'x-amz-copy-source': source } = headers;
  if (typeof source !== 'string') return [];
  const [path = '', query] = source.split('?');
  const action = query?.startsWith('versionId=') ? 's3:GetObjectVersion' : 's3:GetObject';
  return [permission(action, bucketArn(decodeURIComponent(path).replace(/^\//, '')))];
}

function bucketPermission({ method, bucket, query }: S3Request): NeededPermission {
  const resource = bucketArn(bucket);
  if ('lifecycle' in query) {
    return permission(`s3:${method === 'GET' ? 'Get' : 'Put'}LifecycleConfiguration`, resource);
  }
  if (method === 'PUT') return permission('s3:CreateBucket', resource);
  if (method === 'DELETE') return permission('s3:DeleteBucket', resource);
  const given = listParameters.filter((name) => name in query).map((name) => [`s3:${name}`, query[name]!]);
  return { action: 's3:ListBucket', resource, parameters: Object.fromEntries(given) };
}

function deletions(bucket: string, document: string): NeededPermission[] {
  const entries = document.match(/<Object>.*?<\/Object>/gs) ?? [];
  return entries.map((entry) => {
    const key = unescapeXml(/<Key>(.*?)<\/Key>/s.exec(entry)?.[1] ?? '');
    const action = entry.includes('<VersionId>') ? 's3:DeleteObjectVersion' : 's3:DeleteObject';
    return permission(action, objectArn(bucket, key));
  });
}

function unescapeXml(text: string): string {
  const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => characters[name]!);
}
