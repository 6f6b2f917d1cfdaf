import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type ModelEntry, type ModelManifest, type ModelSlot, modelManifestSchema } from './manifest.ts';

/** A model file or its manifest is missing, unreadable or not what the manifest promises. Retrying does not help. */
export class ModelPackError extends Error {
  override readonly name = 'ModelPackError';
}

/** A model of an opened pack: its manifest entry and where the verified file lies. */
export interface PackedModel extends ModelEntry {
  readonly path: string;
}

/** A directory of models whose files exist and have the checksums that its manifest names. */
export interface ModelPack {
  readonly directory: string;
  readonly name: string;
  readonly version: string;
  readonly models: ReadonlyMap<ModelSlot, PackedModel>;
}

/**
 * Opens a model pack and verifies each file's sha256 against `manifest.json`.
 *
 * @param directory folder that holds `manifest.json` and the ONNX files it names
 * @throws {ModelPackError} manifest missing or invalid, or a model file missing or changed
 */
export async function openModelPack(directory: string): Promise<ModelPack> {
  const manifest = await readManifest(directory);
  const models = manifest.models.map((model) => ({ ...model, path: join(directory, model.file) }));
  await Promise.all(models.map(verifyChecksum));
  return {
    directory,
    name: manifest.name,
    version: manifest.version,
    models: new Map(models.map((model) => [model.slot, model])),
  };
}

async function readManifest(directory: string): Promise<ModelManifest> {
  const path = join(directory, 'manifest.json');
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new ModelPackError(`${path}: cannot read the model manifest (${(cause as Error).message})`, {
      cause,
    });
  }
  const parsed = modelManifestSchema.safeParse(json);
  if (!parsed.success) {
    throw new ModelPackError(`${path}: invalid model manifest\n${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    });
  }
  return parsed.data;
}

async function verifyChecksum({ path, slot, sha256 }: PackedModel): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw new ModelPackError(`${path}: model for "${slot}" cannot be read (${(cause as Error).message})`, {
      cause,
    });
  }
  const actual = hash.digest('hex');
  if (actual !== sha256) {
    throw new ModelPackError(
      `${path}: model for "${slot}" is corrupt: sha256 is ${actual}, the manifest says ${sha256}; delete the pack and build or fetch it again`,
    );
  }
}
