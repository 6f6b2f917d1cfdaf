import type { z } from 'zod';
import { type AnalysisRequest, analysisRequestSchema } from './analysis-request.ts';
import { RequestError } from './errors.ts';
import { explainIssues } from './explain-issues.ts';
import {
  backendMessageSchema,
  eventBridgeS3Schema,
  s3NotificationSchema,
  s3TestEventSchema,
  sessionMessageSchema,
} from './foreign-messages.ts';
import { decodeS3Key, isFolderKey } from './s3-key.ts';
import type { Tier } from './tiers.ts';

/** Tier of the queue that a message came through, and the time of its arrival. */
export interface Arrival {
  /** Tier of the queue. A message that names its tier keeps that one. */
  readonly tier: Tier;
  readonly receivedAt: Date;
}

/**
 * Reads the body of a queue message: our own `AnalysisRequest`, `{video_id, s3_bucket, s3_key}`, the older
 * `{video_url, session_id}`, an S3 event notification, or an S3 event of EventBridge.
 *
 * @returns one request for each object that the message announces; none for `s3:TestEvent`, for folders, and for S3
 *   events other than ObjectCreated
 * @throws {RequestError} the body is anything else; no other error is ever thrown
 */
export function parseAnalysisRequests(body: string, arrival: Arrival): AnalysisRequest[] {
  const message = parseObject(body);
  if (s3TestEventSchema.safeParse(message).success) return [];
  if ('Records' in message) return fromS3Notification(message, arrival.tier);
  if ('s3_key' in message || 's3_bucket' in message) return [fromBackendMessage(message, arrival)];
  if ('video_url' in message) return [fromSessionMessage(message, arrival)];
  if ('detail-type' in message) return fromEventBridge(message, arrival.tier);
  return [validate(analysisRequestSchema, message)];
}

function parseObject(body: string): object {
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch (cause) {
    throw new RequestError('the message is not JSON', { cause });
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new RequestError('the message is JSON, but not an object');
  }
  return message;
}

function fromBackendMessage(message: object, { tier, receivedAt }: Arrival): AnalysisRequest {
  const { video_id: videoId, s3_bucket: bucket, s3_key: key } = validate(backendMessageSchema, message);
  return validate(analysisRequestSchema, {
    videoId,
    source: { bucket, key },
    tier,
    requestedAt: receivedAt.toISOString(),
  });
}

function fromSessionMessage(message: object, { tier, receivedAt }: Arrival): AnalysisRequest {
  const { video_url: url, session_id: videoId } = validate(sessionMessageSchema, message);
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url)!;
  return validate(analysisRequestSchema, {
    videoId,
    source: { bucket, key },
    tier,
    requestedAt: receivedAt.toISOString(),
  });
}

function fromEventBridge(message: object, tier: Tier): AnalysisRequest[] {
  const { 'detail-type': type, time, detail } = validate(eventBridgeS3Schema, message);
  if (type !== 'Object Created') return [];
  const { key, 'version-id': versionId, etag } = detail.object;
  if (isFolderKey(key)) return [];
  const source = { bucket: detail.bucket.name, key, versionId, etag };
  return [validate(analysisRequestSchema, { source, tier, requestedAt: time })];
}

function fromS3Notification(message: object, tier: Tier): AnalysisRequest[] {
  const { Records: records } = validate(s3NotificationSchema, message);
  return records
    .filter(({ eventName }) => eventName.startsWith('ObjectCreated:'))
    .map(({ eventTime, s3: { bucket, object } }) => {
      const { versionId, eTag: etag } = object;
      const source = { bucket: bucket.name, key: decodeS3Key(object.key), versionId, etag };
      return { source, tier, requestedAt: eventTime };
    })
    .filter(({ source }) => !isFolderKey(source.key))
    .map((request) => validate(analysisRequestSchema, request));
}

function validate<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RequestError(`the message is no analysis request: ${explainIssues(parsed.error)}`, {
    cause: parsed.error,
  });
}
