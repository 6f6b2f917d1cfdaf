import { access, constants, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OutputError } from './output-error.ts';
import { writeOutput } from './write-output.ts';

/** Where the pictures of a video's events are kept. */
export interface ThumbnailStore {
  /**
   * Stores a picture, replacing one of the same name.
   *
   * @returns the key by which the event names it
   * @throws {OutputError} it cannot be stored
   */
  put(fileName: string, jpeg: Uint8Array): Promise<string>;
}

/**
 * Keeps thumbnails as files; their keys are absolute paths.
 *
 * @throws {OutputError} the directory cannot be made or written to
 */
export async function thumbnailDirectory(directory: string): Promise<ThumbnailStore> {
  const path = resolve(directory);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (cause) {
    throw new OutputError(`${path}: cannot hold thumbnails (${(cause as Error).message})`, { cause });
  }
  return {
    async put(fileName, jpeg) {
      const file = join(path, fileName);
      await writeOutput(file, jpeg);
      return file;
    },
  };
}
