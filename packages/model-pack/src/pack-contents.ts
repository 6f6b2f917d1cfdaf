import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ModelPackError } from './errors.ts';
import { openModelPack } from './open-model-pack.ts';

/** Identity and complete content of a pack. */
export interface PackContents {
  readonly name: string;
  readonly version: string;
  readonly manifestSha256: string;
  /** Size of the manifest and all files. */
  readonly bytes: number;
  /** sha256 by path of every file that the manifest names; the manifest itself is not among them. */
  readonly files: Readonly<Record<string, string>>;
}

/** File of a pack that describes the others. */
export const manifestFile = 'manifest.json';

/**
 * Verifies a pack and lists its content. Stricter than `openModelPack`: a pack to publish contains no unnamed file.
 *
 * @throws {ModelPackError} what `openModelPack` refuses, or a file that the manifest does not name
 */
export async function readPackContents(directory: string): Promise<PackContents> {
  const { name, version, files } = await openModelPack(directory);
  await refuseUnnamedFiles(directory, new Set([manifestFile, ...Object.keys(files)]));
  const manifest = await readFile(join(directory, manifestFile));
  return {
    name,
    version,
    manifestSha256: createHash('sha256').update(manifest).digest('hex'),
    bytes: await totalBytes(directory, [manifestFile, ...Object.keys(files)]),
    files,
  };
}

async function refuseUnnamedFiles(directory: string, named: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((candidate) => !candidate.isDirectory())) {
    const path = join(entry.parentPath, entry.name);
    const file = relative(directory, path);
    if (!named.has(file)) {
      throw new ModelPackError(`${path}: the manifest does not name this file; remove it or name it`);
    }
    if (!entry.isFile()) {
      throw new ModelPackError(`${path}: a pack holds plain files only; replace the link by its file`);
    }
  }
}

async function totalBytes(directory: string, files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(directory, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
