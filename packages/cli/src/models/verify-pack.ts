import {
  ModelPackError,
  type ModelPackLock,
  manifestFile,
  type PackContents,
} from '@deepsentinel/model-pack';
import { below, locationOf } from './pack-location.ts';
import type { PackRepository } from './pack-repository.ts';

/**
 * Compares a verified pack with the one that a lock file names.
 *
 * @throws {ModelPackError} they differ
 */
export function comparePack(directory: string, contents: PackContents, lock: ModelPackLock): void {
  const differences = [
    ...(['name', 'version', 'manifestSha256'] as const)
      .filter((key) => contents[key] !== lock[key])
      .map((key) => `${key} is ${contents[key]}, not ${lock[key]}`),
    ...[...new Set([...Object.keys(contents.files), ...Object.keys(lock.files)])]
      .filter((path) => contents.files[path] !== lock.files[path])
      .map((path) => `${path} is another file`),
  ];
  if (differences.length === 0) return;
  const advice = 'publish this pack, or fetch the published one';
  throw new ModelPackError(
    `${directory}: is not the pack of the lock file: ${differences.join(', ')}; ${advice}`,
  );
}

/**
 * Downloads the pack that a lock file names and checks every byte, and that there is nothing else.
 *
 * @throws {ModelPackError} naming all that is missing, corrupt or extra
 * @throws {InputError} the bucket is missing or may not be read
 */
export async function verifyPublished(repository: PackRepository, lock: ModelPackLock): Promise<void> {
  const location = locationOf(lock.uri);
  const expected = new Map([[manifestFile, lock.manifestSha256], ...Object.entries(lock.files)]);
  const saved = await repository.list(location);
  const faults = [...saved.keys()].filter((path) => !expected.has(path)).map((path) => `${path} is extra`);
  for (const [path, sha256] of expected) {
    if (!saved.has(path)) faults.push(`${path} is missing`);
    else if ((await repository.sha256(below(location, path))) !== sha256) faults.push(`${path} is corrupt`);
  }
  const bytes = saved.values().reduce((sum, size) => sum + size, 0);
  if (faults.length === 0 && bytes !== lock.bytes) faults.push(`it has ${bytes} bytes, not ${lock.bytes}`);
  if (faults.length === 0) return;
  throw new ModelPackError(
    `${lock.uri}: is not as it was published: ${faults.join(', ')}; remove it and publish the pack again`,
  );
}
