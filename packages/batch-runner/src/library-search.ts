import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Directories in which the loader of shared libraries looks, in this order. */
export interface LibrarySearchPaths {
  /** Directories of `LD_LIBRARY_PATH`. */
  readonly loaderPath: readonly string[];
  /** File of the loader's cache, made by ldconfig; may be missing. */
  readonly loaderCache: string;
  readonly systemPath: readonly string[];
}

/**
 * Makes a search that follows the loader's rules.
 *
 * @returns a function from a library's name to its path, or null
 */
export async function librarySearch({
  loaderPath,
  loaderCache,
  systemPath,
}: LibrarySearchPaths): Promise<(name: string) => Promise<string | null>> {
  const cache = await readFile(loaderCache, 'latin1').catch(() => '');
  return async (name) => {
    for (const directory of loaderPath) {
      if (await exists(join(directory, name))) return join(directory, name);
    }
    const cached = pathInCache(cache, name);
    if (cached !== null && (await exists(cached))) return cached;
    for (const directory of systemPath) {
      if (await exists(join(directory, name))) return join(directory, name);
    }
    return null;
  };
}

/** Whether a file exists; links are followed. */
export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Finds a path in the loader's cache, which holds paths as strings that end with a NUL. */
function pathInCache(cache: string, name: string): string | null {
  const end = cache.indexOf(`/${name}\0`);
  if (end < 0) return null;
  return cache.slice(cache.lastIndexOf('\0', end) + 1, end + 1 + name.length);
}
