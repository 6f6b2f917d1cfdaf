import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Finds the directory that keeps downloads and converted models between runs: `$SENTINEL_CACHE_DIR`, otherwise
 * `deepsentinel` in the user's cache directory. An empty variable counts as none.
 *
 * @param environment usually `process.env`
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv): string {
  if (environment.SENTINEL_CACHE_DIR) return environment.SENTINEL_CACHE_DIR;
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'deepsentinel');
}
