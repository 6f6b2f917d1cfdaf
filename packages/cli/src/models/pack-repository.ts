import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type S3Location, uriOf } from './pack-location.ts';
import { s3Error } from './s3-error.ts';

/** Metadata key of an object's sha256: S3's own checksum of a multipart upload is not that of the content. */
const checksumKey = 'sha256';

/** Repository of packs in S3. The SDK reads region, address and credentials from the environment. */
export class PackRepository implements Disposable {
  readonly #s3 = new S3Client();

  [Symbol.dispose](): void {
    this.#s3.destroy();
  }

  /**
   * Lists everything below a location.
   *
   * @returns size in bytes by relative path
   */
  list(location: S3Location): Promise<Map<string, number>> {
    return this.#about(location, async () => {
      const start = `${location.key}/`;
      const input = { Bucket: location.bucket, Prefix: start };
      const sizes = new Map<string, number>();
      for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#s3 }, input)) {
        for (const { Key = '', Size = 0 } of Contents) sizes.set(Key.slice(start.length), Size);
      }
      return sizes;
    });
  }

  read(location: S3Location): Promise<Buffer> {
    return this.#about(location, async () => {
      const { Body } = await this.#s3.send(
        new GetObjectCommand({ Bucket: location.bucket, Key: location.key }),
      );
      return Buffer.from(await Body!.transformToByteArray());
    });
  }

  /** Reads an object and computes its sha256. */
  sha256(location: S3Location): Promise<string> {
    return this.#about(location, async () => {
      const { Body } = await this.#s3.send(
        new GetObjectCommand({ Bucket: location.bucket, Key: location.key }),
      );
      const hash = createHash('sha256');
      await pipeline(Body as Readable, hash);
      return hash.digest('hex');
    });
  }

  /**
   * Uploads a file unless the same content is there already. An object appears whole or not at all.
   *
   * @param sha256 checksum of the file
   * @returns whether it was uploaded
   */
  put(location: S3Location, file: string, sha256: string): Promise<boolean> {
    return this.#about(location, async () => {
      if (await this.#holds(location, (await stat(file)).size, sha256)) return false;
      const upload = new Upload({
        client: this.#s3,
        params: {
          Bucket: location.bucket,
          Key: location.key,
          Body: createReadStream(file),
          Metadata: { [checksumKey]: sha256 },
        },
      });
      await upload.done();
      return true;
    });
  }

  async #holds({ bucket, key }: S3Location, bytes: number, sha256: string): Promise<boolean> {
    try {
      const head = await this.#s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return head.ContentLength === bytes && head.Metadata?.[checksumKey] === sha256;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  async #about<Result>(location: S3Location, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, uriOf(location));
    }
  }
}
