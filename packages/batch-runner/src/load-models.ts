import { availableParallelism } from 'node:os';
import { type Analyzer, createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';
import { checkGpu } from './gpu-libraries.ts';

/**
 * Verifies and loads the models of a pack, once it is sure that the device is there.
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
  if (device === 'cuda') await checkGpu();
  return await createAnalyzer(await openModelPack(directory), { device, threads: availableParallelism() });
}
