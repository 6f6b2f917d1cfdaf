import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutputError } from './errors.ts';

/**
 * Writes a file that appears complete or not at all: it is written under a temporary name and then renamed. Missing
 * directories are made.
 *
 * @throws {OutputError} it cannot be written (no space, no permission, a file where a directory should be)
 */
export async function writeOutput(path: string, data: Uint8Array | string): Promise<void> {
  const partial = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, data);
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => null);
    throw new OutputError(`${path}: cannot be written (${(cause as Error).message})`, { cause });
  }
}
