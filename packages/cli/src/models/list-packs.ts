import { createHash } from 'node:crypto';
import { manifestFile, modelManifestSchema } from '@deepsentinel/model-pack';
import { below, isAtItsLocation, type S3Location, uriOf } from './pack-location.ts';
import type { PackRepository } from './pack-repository.ts';

/** A pack in a bucket. */
export interface PublishedPack {
  readonly uri: string;
  readonly name: string;
  readonly version: string;
  /** sha256 of the manifest; null where there is no manifest (yet). */
  readonly manifestSha256: string | null;
  readonly bytes: number;
  /** Whether it has the manifest of this address and all files that the manifest names. Their content is not checked. */
  readonly isComplete: boolean;
}

/**
 * Lists the packs below a prefix, by name and version.
 *
 * @throws {InputError} the bucket is missing or may not be read
 */
export async function listPacks(
  repository: PackRepository,
  bucket: string,
  prefix: string,
): Promise<PublishedPack[]> {
  const root = { bucket, key: prefix };
  const byPack = Map.groupBy(await repository.list(root), ([path]) => path.split('/').slice(0, 2).join('/'));
  const packs = [...byPack]
    .filter(([directory]) => directory.includes('/'))
    .map(([directory, objects]) => {
      const sizes = new Map(objects.map(([path, bytes]) => [path.slice(directory.length + 1), bytes]));
      return describePack(repository, below(root, directory), sizes);
    });
  return (await Promise.all(packs)).sort((a, b) => a.uri.localeCompare(b.uri));
}

async function describePack(
  repository: PackRepository,
  location: S3Location,
  sizes: ReadonlyMap<string, number>,
): Promise<PublishedPack> {
  const [name = '', directory = ''] = location.key.split('/').slice(-2);
  const manifest = sizes.has(manifestFile) ? await repository.read(below(location, manifestFile)) : null;
  const manifestSha256 = manifest && createHash('sha256').update(manifest).digest('hex');
  return {
    uri: uriOf(location),
    name,
    version: directory.replace(/-[0-9a-f]{12}$/, ''),
    manifestSha256,
    bytes: sizes.values().reduce((sum, size) => sum + size, 0),
    isComplete:
      manifestSha256 !== null &&
      isAtItsLocation(location, manifestSha256) &&
      filesOf(manifest!)?.every((file) => sizes.has(file)) === true,
  };
}

/** Lists the files that a manifest names; null if the text is no manifest. */
function filesOf(manifest: Buffer): string[] | null {
  try {
    return Object.keys(modelManifestSchema.parse(JSON.parse(manifest.toString())).files);
  } catch {
    return null;
  }
}
