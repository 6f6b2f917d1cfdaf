import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ThumbnailRepository } from './thumbnail-directory.ts';

/**
 * Keeps the thumbnails of one video as objects, under a prefix for each run: the pictures of an older analysis stay until its
 * events are replaced.
 */
export function thumbnailBucket(
  s3: S3Client,
  { bucket, videoId, runId }: { bucket: string; videoId: string; runId: string },
): ThumbnailRepository {
  const prefix = `thumbnails/${encodeURIComponent(videoId)}/`;
  const keyOf = (fileName: string) => `${prefix}${runId}/${fileName}`;
  return {
    keyOf,
    async put(fileName, jpeg) {
      const object = { Bucket: bucket, Key: keyOf(fileName), Body: jpeg, ContentType: 'image/jpeg' };
      await s3.send(new PutObjectCommand(object));
    },
    async keepOnly(keys) {
      const kept = new Set(keys);
      for await (const page of listKeys(s3, bucket, prefix)) {
        const Objects = page.filter((key) => !kept.has(key)).map((Key) => ({ Key }));
        if (Objects.length > 0) {
          await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
        }
      }
    },
  };
}

/** Lists keys in pages of at most 1000, as many as can be deleted at once. */
async function* listKeys(s3: S3Client, bucket: string, prefix: string): AsyncGenerator<string[]> {
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    yield (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
