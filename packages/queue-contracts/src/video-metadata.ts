import { z } from 'zod';
import { RequestError } from './errors.ts';
import { explainIssues } from './explain-issues.ts';

/** User metadata that an uploader may attach to a video, by S3's names (`x-amz-meta-store-id` and so on). */
const videoMetadataSchema = z.object({
  'store-id': z.string().min(1).optional(),
  'camera-id': z.string().min(1).optional(),
  'recorded-at': z.iso.datetime({ offset: true }).optional(),
});

/** Store, camera and start of a recording; absent values are not known. */
export interface Recording {
  readonly storeId?: string | undefined;
  readonly cameraId?: string | undefined;
  /** Wall-clock time of the first frame, ISO 8601 with time zone. */
  readonly recordedAt?: string | undefined;
}

/** Makes the user metadata for the upload of an object. */
export function videoMetadata({ storeId, cameraId, recordedAt }: Recording): Record<string, string> {
  return {
    ...(storeId !== undefined && { 'store-id': storeId }),
    ...(cameraId !== undefined && { 'camera-id': cameraId }),
    ...(recordedAt !== undefined && { 'recorded-at': recordedAt }),
  };
}

/**
 * Reads the user metadata of an object; names of other programs are ignored.
 *
 * @throws {RequestError} a value of ours is malformed
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
