import type { IncomingHttpHeaders } from 'node:http';

/** Ways in which an object is created, in S3's terms. */
export type ObjectCreation = 'Put' | 'Post' | 'Copy' | 'CompleteMultipartUpload';

/** A request to a bucket or an object, path style. */
export interface S3Request {
  readonly method: string;
  readonly bucket: string;
  /** Key, decoded; from the form in a form upload; empty when the request is about the bucket. */
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly isForm: boolean;
}

/** Fields of a Fastify request that S3 requests are read from. */
export interface RoutedRequest {
  readonly method: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/**
 * Reads a request as one to S3.
 *
 * @returns undefined for a request to SQS or to the server itself, which name no bucket
 */
export async function readS3Request(request: RoutedRequest): Promise<S3Request | undefined> {
  const { method, headers, body } = request;
  const { bucket, '*': path = '' } = request.params as { bucket?: string; '*'?: string };
  if (bucket === undefined) return undefined;
  const contentType = headers['content-type'] ?? '';
  const isForm = method === 'POST' && path === '' && contentType.startsWith('multipart/form-data');
  const key = isForm ? await keyOfForm(body as Buffer<ArrayBuffer>, contentType) : path;
  return { method, bucket, key, query: request.query as Record<string, string>, headers, isForm };
}

async function keyOfForm(body: Buffer<ArrayBuffer>, contentType: string): Promise<string> {
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
  const key = form.get('key');
  const file = form.get('file');
  const fileName = file instanceof File ? file.name : '';
  return typeof key === 'string' ? key.replaceAll('${' + 'filename}', fileName) : '';
}

/** Tells how a request creates an object if it succeeds; undefined when it creates none. */
export function objectCreation({
  method,
  key,
  query,
  headers,
  isForm,
}: S3Request): ObjectCreation | undefined {
  if (key === '') return undefined;
  if (isForm) return 'Post';
  if (method === 'POST') return 'uploadId' in query ? 'CompleteMultipartUpload' : undefined;
  if (method !== 'PUT' || 'uploadId' in query) return undefined;
  return 'x-amz-copy-source' in headers ? 'Copy' : 'Put';
}
