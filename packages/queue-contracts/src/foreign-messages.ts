import { z } from 'zod';

/** Message of a backend that knows only the video's id and its object. */
export const backendMessageSchema = z.object({
  video_id: z.union([z.string().min(1), z.int().transform(String)]),
  s3_bucket: z.string(),
  s3_key: z.string(),
});

/** Older message of a backend: `video_url` is `s3://bucket/key` as it is, not URL-encoded. */
export const sessionMessageSchema = z.object({
  video_url: z.string().regex(/^s3:\/\/[^/]+\/./, 'must be s3://bucket/key; other URLs are never fetched'),
  session_id: z.union([z.string().min(1), z.int().transform(String)]),
});

/**
 * S3 event of EventBridge, reduced to the fields that a request is made of. The key is not URL-encoded.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export const eventBridgeS3Schema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.string(),
  time: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), 'version-id': z.string().optional(), etag: z.string().optional() }),
  }),
});

/**
 * S3 event notification, reduced to the fields that a request is made of.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export const s3NotificationSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      eventTime: z.string(),
      s3: z.object({
        bucket: z.object({ name: z.string() }),
        /** The key is URL-encoded, with spaces as `+`. */
        object: z.object({ key: z.string(), versionId: z.string().optional(), eTag: z.string().optional() }),
      }),
    }),
  ),
});

/** Test message that S3 sends once when a notification is set up; it announces no object. */
export const s3TestEventSchema = z.object({ Event: z.literal('s3:TestEvent') });
