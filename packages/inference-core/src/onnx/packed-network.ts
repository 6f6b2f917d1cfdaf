import { join } from 'node:path';
import { ModelPackError, type NetworkEntry, type PackedModel } from '@deepsentinel/model-pack';
import { modelName } from './model-entry.ts';

/** A network of a pack: which model it belongs to and what the manifest says of it. */
export interface PackedNetwork extends NetworkEntry {
  /** Of the pack. */
  readonly directory: string;
  readonly path: string;
  /** How messages name it. */
  readonly name: string;
}

/** @throws {ModelPackError} the manifest names no such part of the model */
export function packedNetwork(model: PackedModel, part: string): PackedNetwork {
  const network = model.networks[part];
  if (network) {
    const { directory } = model;
    const path = join(directory, network.file);
    return { ...network, directory, path, name: `${path}: ${part} of the ${model.slot} (${model.family})` };
  }
  throw new ModelPackError(`${modelName(model)}: the manifest names no network "${part}"`);
}
