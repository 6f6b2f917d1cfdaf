import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { ModelPackError } from './errors.ts';
import {
  filesOfModel,
  type ModelEntry,
  type ModelManifest,
  type ModelSlot,
  manifestFormat,
  modelManifestSchema,
} from './manifest.ts';

/** A model of an opened pack: its manifest entry and the directory of its verified files. */
export interface PackedModel extends ModelEntry {
  /** Directory of the pack, to which the entry's paths are relative. */
  readonly directory: string;
}

/** A directory of models whose files exist and have the checksums that its manifest names. */
export interface ModelPack {
  readonly directory: string;
  readonly name: string;
  readonly version: string;
  /** sha256 of every file but the manifest, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly models: ReadonlyMap<ModelSlot, PackedModel>;
}

/**
 * Opens a model pack and verifies each file's sha256 against `manifest.json`.
 *
 * @param directory folder that holds `manifest.json` and the files it names
 * @throws {ModelPackError} manifest missing or invalid, or a file missing or changed
 */
export async function openModelPack(directory: string): Promise<ModelPack> {
  const { name, version, files, models } = await readManifest(directory);
  await Promise.all(models.map((model) => verifyFiles(model, { directory, files })));
  return {
    directory,
    name,
    version,
    files,
    models: new Map(models.map((model) => [model.slot, { ...model, directory }])),
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
  checkFormat(path, json);
  const parsed = modelManifestSchema.safeParse(json);
  if (!parsed.success) {
    throw new ModelPackError(`${path}: invalid model manifest\n${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    });
  }
  return parsed.data;
}

/** Refuses a manifest of another format before its fields are read. */
function checkFormat(path: string, json: unknown): void {
  const { formatVersion } = Object(json) as { formatVersion?: unknown };
  if (formatVersion === manifestFormat) return;
  throw new ModelPackError(
    `${path}: expected a manifest of format ${manifestFormat}, found ${formatVersion ?? 'none'}; build or export the pack again`,
  );
}

async function verifyFiles(
  model: ModelEntry,
  { directory, files }: Pick<ModelPack, 'directory' | 'files'>,
): Promise<void> {
  for (const file of filesOfModel(model)) {
    const path = join(directory, file);
    const expected = files[file];
    const actual = await sha256Of(path).catch((cause: Error) => {
      throw new ModelPackError(`${path}: file of the ${model.slot} cannot be read (${cause.message})`, {
        cause,
      });
    });
    if (actual !== expected) {
      throw new ModelPackError(
        `${path}: file of the ${model.slot} is corrupt: sha256 is ${actual}, the manifest says ${expected}; delete the pack and build or fetch it again`,
      );
    }
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
