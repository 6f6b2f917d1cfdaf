import { availableParallelism } from 'node:os';
import { type Analyzer, createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

/**
 * Verifies and loads the models of a pack.
 *
 * @throws {ModelPackError} a model is missing or corrupt
 * @throws {DeviceError} the device cannot be used
 */
export async function loadModels({
  MODEL_PACK: directory,
  DEVICE: device,
}: {
  MODEL_PACK: string;
  DEVICE: 'cpu' | 'cuda';
}): Promise<Analyzer> {
  return await createAnalyzer(await openModelPack(directory), { device, threads: availableParallelism() });
}
