import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where downloads are kept between runs: `$SENTINEL_CACHE_DIR`, else `deepsentinel` in the user's cache directory.
 *
 * @param environment usually `process.env`
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv): string {
  if (environment.SENTINEL_CACHE_DIR) return environment.SENTINEL_CACHE_DIR;
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'deepsentinel');
}
