import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelPackLock, manifestFile, type PackContents } from '@deepsentinel/model-pack';
import { InputError } from '../errors.ts';
import { below, packLocation, uriOf } from './pack-location.ts';
import type { PackRepository } from './pack-repository.ts';

export interface PublishOptions {
  readonly bucket: string;
  readonly prefix: string;
  /** Called for each file once it is there. */
  onFile(path: string, wasUploaded: boolean): void;
}

/**
 * Uploads a pack to the address that follows from its content. The manifest comes last: an interrupted upload has none,
 * and so is never taken for a pack. Publishing again uploads what is missing.
 *
 * @param contents verified contents of `directory`
 * @throws {InputError} the bucket is missing or may not be written
 */
export async function publishPack(
  repository: PackRepository,
  { directory, contents }: { directory: string; contents: PackContents },
  { bucket, prefix, onFile }: PublishOptions,
): Promise<ModelPackLock> {
  const location = packLocation(contents, bucket, prefix);
  const files = [...Object.entries(contents.files), [manifestFile, contents.manifestSha256] as const];
  for (const [path, sha256] of files) {
    onFile(path, await repository.put(below(location, path), join(directory, path), sha256));
  }
  return { ...contents, uri: uriOf(location) };
}

/**
 * Writes a lock file.
 *
 * @throws {InputError} it cannot be written
 */
export async function writeLock(file: string, lock: ModelPackLock): Promise<void> {
  const { name, version, manifestSha256, uri, bytes, files } = lock;
  const text = JSON.stringify({ name, version, manifestSha256, uri, bytes, files }, null, 2);
  await writeFile(file, `${text}\n`).catch((cause) => {
    throw new InputError(`${file}: cannot be written (${cause.code}); name another with --lock`, { cause });
  });
}
