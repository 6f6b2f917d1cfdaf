import { type ModelEntry, ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import type { SessionSettings } from './device.ts';
import { inspectNetwork, type NetworkInspection } from './inspect-network.ts';
import type { ModelFamily } from './model-family.ts';
import { ModelLoader } from './model-loader.ts';

/** What a model is found to be. */
export interface ModelInspection extends Pick<ModelEntry, 'slot' | 'family' | 'license' | 'source'> {
  /** None for a model that is all code. */
  readonly networks: readonly NetworkInspection[];
  /** What keeps it from being used, with expected and actual; empty for a sound model. */
  readonly faults: readonly string[];
}

/**
 * Loads and runs each network of a model, makes the pipeline's stage of it, and tells all that is wrong instead of the
 * first thing.
 *
 * @param family the code for the model; what it throws of the model is a fault, too
 * @throws {DeviceError} `cuda` was asked for and cannot be used
 */
export async function inspectModel(
  model: PackedModel,
  settings: SessionSettings,
  family: ModelFamily<unknown>,
): Promise<ModelInspection> {
  const { slot, family: name, license, source } = model;
  const networks: NetworkInspection[] = [];
  const faults: string[] = [];
  for (const part of Object.keys(model.networks)) {
    const network = await inspectNetwork(model, part, settings);
    networks.push(network.inspection);
    faults.push(...network.faults);
  }
  faults.push(...(await faultsOfStage(model, settings, family)));
  return { slot, family: name, license, source, networks, faults: [...new Set(faults)] };
}

/** Stops at the first fault, which may be one that a network has shown already. */
async function faultsOfStage(
  model: PackedModel,
  settings: SessionSettings,
  family: ModelFamily<unknown>,
): Promise<string[]> {
  await using loader = new ModelLoader(settings);
  try {
    await loader.load(model, family);
    return [];
  } catch (error) {
    if (!(error instanceof ModelPackError)) throw error;
    return [error.message];
  }
}
