import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Request } from './s3-request.ts';

/** Smallest object that is streamed. Smaller ones fauxqs serves, which reads an object whole and blocks meanwhile. */
const minStreamedBytes = 16 * 1024 ** 2;

/** Headers of conditional reads, which only fauxqs implements. */
const leftToFauxqs = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];

/** Bytes of a file as the answer to a GET. */
export interface ObjectStream {
  /** HTTP status: 206 if a range was asked for, even if that is the whole object. */
  readonly statusCode: 200 | 206;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: ReadStream;
}

/**
 * Answers a GET of a large object from its file, so that seeking in a long video takes neither memory nor time in
 * proportion to its length. An object that is overwritten meanwhile ends in the new content: clients that care send
 * `If-Match`.
 *
 * @param objects directory that fauxqs keeps objects in
 * @returns the answer, whose headers go beside those of HEAD; undefined when fauxqs should answer: small or missing
 *   objects, conditions, other forms of ranges
 */
export async function streamLargeObject(
  request: S3Request,
  objects: string,
): Promise<ObjectStream | undefined> {
  const { method, bucket, key, query, headers } = request;
  if (method !== 'GET' || key === '' || 'partNumber' in query || 'attributes' in query) return undefined;
  if (leftToFauxqs.some((name) => name in headers)) return undefined;
  const path = objectPath(objects, bucket, key);
  const sizeBytes = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  if (sizeBytes < minStreamedBytes) return undefined;
  const range = byteRange(headers.range, sizeBytes);
  return range && rangeOfFile(path, sizeBytes, { ...range, isPartial: headers.range !== undefined });
}

function rangeOfFile(
  path: string,
  sizeBytes: number,
  { start, end, isPartial }: { start: number; end: number; isPartial: boolean },
): ObjectStream {
  return {
    statusCode: isPartial ? 206 : 200,
    headers: {
      'accept-ranges': 'bytes',
      'content-length': end - start + 1,
      ...(isPartial && { 'content-range': `bytes ${start}-${end}/${sizeBytes}` }),
    },
    body: createReadStream(path, { start, end }),
  };
}

/** Names an object's file as fauxqs does, but for control characters: keys with those fauxqs serves itself. */
function objectPath(objects: string, bucket: string, key: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return join(objects, 'buckets', bucket, 'objects', `${key.replace(/[<>:"|?*\\%]/g, percent)}.data`);
}

function byteRange(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | undefined {
  const last = sizeBytes - 1;
  if (header === undefined) return { start: 0, end: last };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header) ?? [];
  if (from === undefined) return undefined;
  const start = Number(from);
  const end = to ? Math.min(Number(to), last) : last;
  return start <= end ? { start, end } : undefined;
}
