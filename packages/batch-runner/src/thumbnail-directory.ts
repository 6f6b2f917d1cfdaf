import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureWritableDirectory } from './writable-directory.ts';
import { writeOutput } from './write-output.ts';

/** Repository of the pictures of one video's events. */
export interface ThumbnailRepository {
  /** Key of a picture by its file name, whether it has been saved or not. */
  keyOf(fileName: string): string;
  /**
   * Saves a picture, replacing one of the same name.
   *
   * @throws {OutputError} it cannot be saved
   */
  put(fileName: string, jpeg: Uint8Array): Promise<void>;
  /** Removes the pictures that no event names: those of rejected candidates and of earlier analyses. */
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
