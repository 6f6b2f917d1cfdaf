import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelEntry, ModelManifest, ModelSlot } from '@deepsentinel/model-pack';

/** The manifest of a pack and the pack's own copy, for a change to be made to. */
export interface PackCopy {
  readonly directory: string;
  readonly manifest: ModelManifest;
  model(slot: ModelSlot): ModelEntry;
  /** Replaces a file by what is made of it. */
  rewrite(file: string, change: (content: Buffer) => Uint8Array): Promise<void>;
  /** Makes the manifest name the sha256 that a file has now. */
  stamp(file: string): Promise<void>;
}

/**
 * Copies a pack and changes it. Nothing holds the result against the schema: it may be any wrong pack.
 *
 * @param change awaited; what it returns is of no interest
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
