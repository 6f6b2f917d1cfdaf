import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes from `dist`, in the current directory, what was compiled from sources that are gone: the compiler leaves it, and
 * `files` would pack it. Runs before a package is packed.
 */
for (const file of readdirSync('dist', { recursive: true })) {
  const [, source] = /^(.+?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(file) ?? [];
  if (source !== undefined && !existsSync(join('src', `${source}.ts`))) rmSync(join('dist', file));
}
