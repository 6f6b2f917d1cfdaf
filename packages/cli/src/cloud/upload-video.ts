import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { Upload } from '@aws-sdk/lib-storage';
import { type Recording, type Tier, videoMetadata } from '@deepsentinel/queue-contracts';
import { InputError } from '../errors.ts';
import type { Cloud } from './deployment.ts';

/** Location of an uploaded video, and the id that the system gives it. */
export interface UploadedVideo {
  readonly videoId: string;
  readonly bucket: string;
  readonly key: string;
}

/**
 * Uploads a video under the prefix that is announced to its tier, which starts its analysis.
 *
 * @throws {InputError} the file cannot be read
 */
export async function uploadVideo(
  file: string,
  { videoId, tier, recording }: { videoId: string; tier: Tier; recording: Recording },
  { s3, deployment }: Cloud,
): Promise<UploadedVideo> {
  await access(file).catch((cause) => {
    throw new InputError(`${file}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  });
  const bucket = deployment.rawVideosBucket;
  const key = `${deployment.tiers[tier].uploadPrefix}videos/${videoId}/${basename(file)}`;
  const upload = new Upload({
    client: s3,
    params: {
      ...{ Bucket: bucket, Key: key, Body: createReadStream(file) },
      Metadata: videoMetadata(recording),
    },
  });
  await upload.done();
  return { videoId, bucket, key };
}
