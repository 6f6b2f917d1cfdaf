import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ModelPackError, openModelPack } from '@deepsentinel/model-pack';
import { buildEmbeddedPack, packVersion } from './build-pack.ts';

export interface EmbeddedPackOptions {
  /** Default: `$SENTINEL_CACHE_DIR`, else `deepsentinel` in `$XDG_CACHE_HOME` or `~/.cache`. */
  readonly cacheDirectory?: string;
}

/**
 * The directory of the embedded model pack. It is built on first use, in about a second, and again when a file of it
 * is found damaged. Several processes may ask at once.
 *
 * @throws {Error} the pack cannot be built or the cache cannot be written
 */
export async function ensureEmbeddedPack({
  cacheDirectory = defaultCache(),
}: EmbeddedPackOptions = {}): Promise<string> {
  const directory = join(cacheDirectory, `embedded-pack-${packVersion}`);
  if (await isIntact(directory)) return directory;
  await mkdir(cacheDirectory, { recursive: true });
  const building = await mkdtemp(`${directory}.building-`);
  try {
    await buildEmbeddedPack(building);
    await putInPlace(building, directory);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return directory;
}

/** Moves a finished pack to its place, unless another process was first. */
async function putInPlace(built: string, directory: string): Promise<void> {
  if (await isIntact(directory)) return;
  await rm(directory, { recursive: true, force: true });
  try {
    await rename(built, directory);
  } catch (error) {
    if (!(await isIntact(directory))) throw error;
  }
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

function defaultCache(): string {
  const { SENTINEL_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  return SENTINEL_CACHE_DIR ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'deepsentinel');
}
