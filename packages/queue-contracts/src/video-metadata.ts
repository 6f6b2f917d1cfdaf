import { z } from 'zod';
import { RequestError } from './errors.ts';
import { explainIssues } from './explain-issues.ts';

/** What whoever uploads a video may say of it, by S3's names of user metadata (`x-amz-meta-store-id` and so on). */
const videoMetadataSchema = z.object({
  'store-id': z.string().min(1).optional(),
  'camera-id': z.string().min(1).optional(),
  'recorded-at': z.iso.datetime({ offset: true }).optional(),
});

/** Where and when a video was recorded; what is absent is not known. */
export interface Recording {
  readonly storeId?: string | undefined;
  readonly cameraId?: string | undefined;
  /** ISO 8601 with time zone: wall-clock time of the first frame. */
  readonly recordedAt?: string | undefined;
}

/** User metadata of an object, for its upload. */
export function videoMetadata({ storeId, cameraId, recordedAt }: Recording): Record<string, string> {
  return {
    ...(storeId !== undefined && { 'store-id': storeId }),
    ...(cameraId !== undefined && { 'camera-id': cameraId }),
    ...(recordedAt !== undefined && { 'recorded-at': recordedAt }),
  };
}

/**
 * Reads the user metadata of an object; what is not ours is left alone.
 *
 * @throws {RequestError} ours is malformed
 */
export function readVideoMetadata(metadata: Readonly<Record<string, string>>): Recording {
  const parsed = videoMetadataSchema.safeParse(metadata);
  if (!parsed.success) {
    const reason = explainIssues(parsed.error);
    throw new RequestError(`the object's metadata is malformed: ${reason}`, { cause: parsed.error });
  }
  const { 'store-id': storeId, 'camera-id': cameraId, 'recorded-at': recordedAt } = parsed.data;
  return { storeId, cameraId, recordedAt };
}
