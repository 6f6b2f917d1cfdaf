import { z } from 'zod';
import { checkWithinTier, requestedSettingsSchema } from './requested-settings.ts';
import { tiers } from './tiers.ts';

/** Longest object key that S3 allows, bytes of UTF-8. */
const longestKeyBytes = 1024;

const keySchema = z
  .string()
  .min(1)
  .refine((key) => key.isWellFormed() && Buffer.byteLength(key) <= longestKeyBytes, {
    message: `must be well-formed Unicode of at most ${longestKeyBytes} bytes`,
  });

/** One object in S3, pinned to its content by `versionId` or `etag`. */
const videoSourceSchema = z.object({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of an S3 bucket'),
  key: keySchema,
  versionId: z.string().min(1).optional(),
  /** Entity tag without the quotes that HTTP puts around it. */
  etag: z
    .string()
    .regex(/^[^"]+$/, 'must be an entity tag without quotes')
    .optional(),
});
export type VideoSource = z.infer<typeof videoSourceSchema>;

const timeSchema = z.iso.datetime({ offset: true });

/** Request for one analysis of one video. Other message formats are turned into this one. */
export const analysisRequestSchema = z
  .object({
    /** Id of the video's database row; absent when it has none yet. */
    videoId: z.string().min(1).optional(),
    source: videoSourceSchema,
    tier: z.enum(tiers),
    /** ISO 8601 with time zone, like every time here. */
    requestedAt: timeSchema,
    storeId: z.string().min(1).optional(),
    cameraId: z.string().min(1).optional(),
    /** Wall-clock time of the first frame. */
    recordedAt: timeSchema.optional(),
    /** Settings that replace the tier's, within the limits of the tier. */
    settings: requestedSettingsSchema.optional(),
    /** Id of a failed run that this request reopens; set by a redrive. A failed run stays failed otherwise. */
    reopens: z.string().min(1).optional(),
    /** Attempt of that run that failed, so that a redrive that is delivered twice reopens the run once. */
    reopensAttempt: z.int().positive().optional(),
  })
  .superRefine(checkWithinTier);
export type AnalysisRequest = z.infer<typeof analysisRequestSchema>;
