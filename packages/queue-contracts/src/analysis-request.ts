import { z } from 'zod';
import { checkWithinTier, requestedSettingsSchema } from './requested-settings.ts';
import { isPrintable } from './s3-key.ts';
import { tiers } from './tiers.ts';

/** Longest object key that S3 allows, bytes of UTF-8. */
const longestKeyBytes = 1024;

const isText = (text: string) => text.isWellFormed() && Buffer.byteLength(text) <= longestKeyBytes;

/** A key may have any character but U+0000, which neither the database nor the environment of a job can hold. */
const keySchema = z
  .string()
  .min(1)
  .refine((key) => isText(key) && !key.includes('\0'), {
    message: `must be well-formed Unicode of at most ${longestKeyBytes} bytes without U+0000`,
  });

/** Id that travels through queues, the database and object keys as it is. */
const idSchema = z
  .string()
  .min(1)
  .refine((id) => isText(id) && isPrintable(id), {
    message: `must be at most ${longestKeyBytes} bytes without control characters`,
  });

/** One object in S3, pinned to its content by `versionId` or `etag`. */
const videoSourceSchema = z.object({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of an S3 bucket'),
  key: keySchema,
  versionId: idSchema.optional(),
  /** Entity tag without the quotes that HTTP puts around it. */
  etag: idSchema.regex(/^[^"]+$/, 'must be an entity tag without quotes').optional(),
});
export type VideoSource = z.infer<typeof videoSourceSchema>;

const timeSchema = z.iso.datetime({ offset: true });

/** Request for one analysis of one video. Other message formats are turned into this one. */
export const analysisRequestSchema = z
  .object({
    /** Id that the publisher gives the video; without it the key decides (`videoIdOfKey`), or a new id is made. */
    videoId: idSchema.optional(),
    source: videoSourceSchema,
    tier: z.enum(tiers),
    /** ISO 8601 with time zone, like every time here. */
    requestedAt: timeSchema,
    storeId: idSchema.optional(),
    cameraId: idSchema.optional(),
    /** Wall-clock time of the first frame. */
    recordedAt: timeSchema.optional(),
    /** Settings that replace the tier's, within the limits of the tier. */
    settings: requestedSettingsSchema.optional(),
    /** Id of a failed run that this request reopens; set by a redrive. A failed run stays failed otherwise. */
    reopens: idSchema.optional(),
    /** Attempt of that run that failed, so that a redrive that is delivered twice reopens the run once. */
    reopensAttempt: z.int().positive().optional(),
  })
  .superRefine(checkWithinTier);
export type AnalysisRequest = z.infer<typeof analysisRequestSchema>;
