import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureWritableDirectory } from './writable-directory.ts';
import { writeOutput } from './write-output.ts';

/** Where the pictures of a video's events are kept. */
export interface ThumbnailRepository {
  /** The key by which an event names a picture, be it saved already or not. */
  keyOf(fileName: string): string;
  /**
   * Saves a picture, replacing one of the same name.
   *
   * @throws {OutputError} it cannot be saved
   */
  put(fileName: string, jpeg: Uint8Array): Promise<void>;
  /** Removes the pictures that no event names: of candidates that came to nothing, or of an earlier analysis. */
  keepOnly(keys: readonly string[]): Promise<void>;
}

/**
 * Keeps the thumbnails of one video as files; their keys are absolute paths.
 *
 * @throws {OutputError} the directory cannot be made or written to
 */
export async function thumbnailDirectory(directory: string): Promise<ThumbnailRepository> {
  const path = await ensureWritableDirectory(directory);
  const keyOf = (fileName: string) => join(path, fileName);
  return {
    keyOf,
    put: (fileName, jpeg) => writeOutput(keyOf(fileName), jpeg),
    async keepOnly(keys) {
      const kept = new Set(keys);
      const files = (await readdir(path)).filter((name) => name.endsWith('.jpg')).map(keyOf);
      await Promise.all(files.filter((file) => !kept.has(file)).map((file) => rm(file)));
    },
  };
}
