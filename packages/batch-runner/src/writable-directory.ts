import { access, constants, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OutputError } from './errors.ts';

/**
 * Makes a directory if it is missing and checks that files can be written into it, before any work is spent.
 *
 * @returns its absolute path
 * @throws {OutputError} it cannot be made or written to
 */
export async function ensureWritableDirectory(directory: string): Promise<string> {
  const path = resolve(directory);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (cause) {
    throw new OutputError(`${path}: cannot hold output files (${(cause as Error).message})`, { cause });
  }
  return path;
}
