import { z } from 'zod';

/** What a backend publishes that knows nothing but the video and where it lies. */
export const backendMessageSchema = z.object({
  video_id: z.union([z.string().min(1), z.int().transform(String)]),
  s3_bucket: z.string(),
  s3_key: z.string(),
});

/**
 * S3 event notification; only the fields that a request is made of.
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
        /** The key is URL-encoded, a space as `+`. */
        object: z.object({ key: z.string(), versionId: z.string().optional(), eTag: z.string().optional() }),
      }),
    }),
  ),
});

/** What S3 sends once when a notification is set up; it announces no object. */
export const s3TestEventSchema = z.object({ Event: z.literal('s3:TestEvent') });
