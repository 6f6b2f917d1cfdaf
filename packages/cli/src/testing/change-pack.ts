import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelEntry, ModelManifest, ModelSlot } from '@deepsentinel/model-pack';

/** A copy of a pack and its manifest, for a test to change. */
export interface PackCopy {
  readonly directory: string;
  readonly manifest: ModelManifest;
  model(slot: ModelSlot): ModelEntry;
  /** Replaces the content of a file. */
  rewrite(file: string, change: (content: Buffer) => Uint8Array): Promise<void>;
  /** Updates the sha256 of a file in the manifest. */
  stamp(file: string): Promise<void>;
}

/**
 * Copies a pack and changes it. The result is not validated, so it may be an invalid pack.
 *
 * @param change function that changes the copy; awaited
 */
export async function changePack(
  from: string,
  directory: string,
  change: (copy: PackCopy) => unknown,
): Promise<void> {
  await cp(from, directory, { recursive: true });
  const manifestPath = join(directory, 'manifest.json');
  const manifest: ModelManifest = JSON.parse(await readFile(manifestPath, 'utf8'));
  await change({
    directory,
    manifest,
    model: (slot) => manifest.models.find((model) => model.slot === slot)!,
    rewrite: async (file, made) => {
      const path = join(directory, file);
      await writeFile(path, made(await readFile(path)));
    },
    stamp: async (file) => {
      const content = await readFile(join(directory, file));
      manifest.files[file] = createHash('sha256').update(content).digest('hex');
    },
  });
  await writeFile(manifestPath, JSON.stringify(manifest));
}
