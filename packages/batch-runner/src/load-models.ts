import { availableParallelism } from 'node:os';
import { type Analyzer, createAnalyzer, modelsForStages } from '@deepsentinel/inference-core';
import { checkLicenses, openModelPack } from '@deepsentinel/model-pack';
import { type JobEnvironment, tierSettings } from '@deepsentinel/queue-contracts';
import { bedrockDescriber } from './bedrock/index.ts';
import { checkGpu } from './gpu-libraries.ts';

/**
 * Checks the device, then verifies and loads the models that a tier uses.
 *
 * @throws {ModelPackError} a model is missing or corrupt, the tier needs one that the pack lacks, or a license is not
 *   accepted
 * @throws {DeviceError} the device cannot be used
 */
export async function loadModels({
  MODEL_PACK: directory,
  ACCEPTED_LICENSES: accepted,
  DEVICE: device,
  TIER: tier,
}: Pick<JobEnvironment, 'MODEL_PACK' | 'ACCEPTED_LICENSES' | 'DEVICE' | 'TIER'>): Promise<Analyzer> {
  if (device === 'cuda') await checkGpu();
  const { stages } = tierSettings[tier];
  const pack = await openModelPack(directory);
  checkLicenses(modelsForStages(pack, stages), accepted);
  const families = { describer: { bedrock: bedrockDescriber } };
  return await createAnalyzer(pack, { device, threads: availableParallelism(), stages, families });
}
