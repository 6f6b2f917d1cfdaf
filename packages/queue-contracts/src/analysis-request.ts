import { z } from 'zod';
import { checkWithinTier, requestedSettingsSchema } from './requested-settings.ts';
import { tiers } from './tiers.ts';

/** S3 keys are UTF-8 of at most this many bytes. */
const longestKeyBytes = 1024;

const keySchema = z
  .string()
  .min(1)
  .refine((key) => key.isWellFormed() && Buffer.byteLength(key) <= longestKeyBytes, {
    message: `must be well-formed Unicode of at most ${longestKeyBytes} bytes`,
  });

/** One object in S3; `versionId` or `etag` pin its content. */
const videoSourceSchema = z.object({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of an S3 bucket'),
  key: keySchema,
  versionId: z.string().min(1).optional(),
  /** Without the quotes that HTTP puts around it. */
  etag: z
    .string()
    .regex(/^[^"]+$/, 'must be an entity tag without quotes')
    .optional(),
});
export type VideoSource = z.infer<typeof videoSourceSchema>;

const timeSchema = z.iso.datetime({ offset: true });

/** What asks for one analysis of one video: our own message, and what all others are turned into. */
export const analysisRequestSchema = z
  .object({
    /** Absent when the video has no row in the database yet. */
    videoId: z.string().min(1).optional(),
    source: videoSourceSchema,
    tier: z.enum(tiers),
    /** ISO 8601 with time zone, like all times here. */
    requestedAt: timeSchema,
    storeId: z.string().min(1).optional(),
    cameraId: z.string().min(1).optional(),
    /** Wall-clock time of the first frame. */
    recordedAt: timeSchema.optional(),
    /** In place of the tier's own, within its limits. */
    settings: requestedSettingsSchema.optional(),
    /** Set by a redrive: the failed run that this request opens again. A failed run stays failed otherwise. */
    reopens: z.string().min(1).optional(),
  })
  .superRefine(checkWithinTier);
export type AnalysisRequest = z.infer<typeof analysisRequestSchema>;
