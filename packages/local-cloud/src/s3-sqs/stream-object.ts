import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Request } from './s3-request.ts';

/** Below it fauxqs answers, which reads the whole object at once and blocks meanwhile. */
const minStreamedBytes = 16 * 1024 ** 2;

/** Conditions and forms of reading that only fauxqs knows. */
const leftToFauxqs = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];

/** Bytes of a file as the answer to a GET. */
export interface ObjectStream {
  /** 206 if a range was asked for, also if that is the whole object. */
  readonly statusCode: 200 | 206;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: ReadStream;
}

/**
 * Answers a GET of a large object from its file, so that a decoder seeking in a long video costs neither memory nor time by
 * the video's length. An object that is overwritten meanwhile ends in the new content: clients that care send `If-Match`.
 *
 * @param objects directory that fauxqs keeps objects in
 * @returns headers beside those that HEAD has; undefined when fauxqs should answer: small or missing objects, conditions,
 *   other forms of ranges
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

/** As fauxqs's FileS3Persistence names it, but for control characters: it answers for such keys itself. */
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
