import { basename, join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ensureWritableDirectory, writeOutput } from '@deepsentinel/batch-runner';
import type { Cloud } from './deployment.ts';

/** Copies thumbnails out of the results bucket into a directory. */
export async function fetchThumbnails(
  keys: readonly string[],
  directory: string,
  { s3, deployment }: Cloud,
): Promise<void> {
  await ensureWritableDirectory(directory);
  for (const key of keys) {
    const { Body: body } = await s3.send(
      new GetObjectCommand({ Bucket: deployment.resultsBucket, Key: key }),
    );
    await writeOutput(join(directory, basename(key)), await body!.transformToByteArray());
  }
}
