import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelPackError, openModelPack } from '@deepsentinel/model-pack';
import { buildEmbeddedPack, packKey } from './build-pack.ts';
import { cacheDirectory as cacheDirectoryOf } from './cache-directory.ts';

export interface EmbeddedPackOptions {
  /** Directory of the cache; default `$SENTINEL_CACHE_DIR`, otherwise `deepsentinel` in `$XDG_CACHE_HOME` or `~/.cache`. */
  readonly cacheDirectory?: string;
}

/**
 * Gives the directory of the embedded model pack. The pack is built on first use, in half a second, and again when a
 * file of it is found damaged. Several processes may call this at once.
 *
 * @throws {Error} the pack cannot be built or the cache cannot be written
 */
export async function ensureEmbeddedPack({
  cacheDirectory = cacheDirectoryOf(process.env),
}: EmbeddedPackOptions = {}): Promise<string> {
  const directory = join(cacheDirectory, `embedded-pack-${packKey}`);
  if (await isIntact(directory)) return directory;
  await mkdir(cacheDirectory, { recursive: true });
  const scratch = await mkdtemp(`${directory}.building-`);
  try {
    const built = join(scratch, 'pack');
    await buildEmbeddedPack(built);
    await putInPlace(built, { directory, discard: join(scratch, 'damaged') });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return directory;
}

/** Moves a finished pack to its final directory, unless an intact one is there because another process was faster. */
async function putInPlace(
  built: string,
  { directory, discard }: { directory: string; discard: string },
): Promise<void> {
  if (await moved(built, directory)) return;
  if (await isIntact(directory)) return;
  await moved(directory, discard);
  if ((await moved(built, directory)) || (await isIntact(directory))) return;
  throw new Error(`${directory}: cannot replace the damaged model pack; delete it`);
}

async function isIntact(directory: string): Promise<boolean> {
  try {
    await openModelPack(directory);
    return true;
  } catch (error) {
    if (error instanceof ModelPackError) return false;
    throw error;
  }
}

/**
 * Moves a directory.
 *
 * @returns false when the target is occupied, or another process has moved the source
 */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(code)) return false;
    throw error;
  }
}
