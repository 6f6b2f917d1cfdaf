import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the loader of shared libraries looks, in this order. */
export interface LibrarySearchPaths {
  /** Directories of `LD_LIBRARY_PATH`. */
  readonly loaderPath: readonly string[];
  /** The loader's own list of libraries, made by ldconfig; may be missing. */
  readonly loaderCache: string;
  readonly systemPath: readonly string[];
}

/** @returns finds a library by its name as the loader does: its path, or null */
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

/** Whether there is a file, at the end of links, too. */
export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The cache holds the paths as strings that end with a NUL. */
function pathInCache(cache: string, name: string): string | null {
  const end = cache.indexOf(`/${name}\0`);
  if (end < 0) return null;
  return cache.slice(cache.lastIndexOf('\0', end) + 1, end + 1 + name.length);
}
