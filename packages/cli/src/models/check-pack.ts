import {
  type AnalyzerOptions,
  type Device,
  findFamily,
  inspectModel,
  type ModelFamily,
  type ModelInspection,
  type SessionSettings,
} from '@deepsentinel/inference-core';
import type { ModelPack } from '@deepsentinel/model-pack';

/** Findings about a pack and its models. */
export interface PackCheck {
  readonly pack: string;
  readonly device: Device;
  readonly models: readonly ModelInspection[];
}

/**
 * Loads and runs every model of a pack, one after the other, and collects the faults of all.
 *
 * @throws {DeviceError} the device cannot be used
 */
export async function checkPack(
  pack: ModelPack,
  { families, ...settings }: SessionSettings & Pick<AnalyzerOptions, 'families'>,
): Promise<PackCheck> {
  const family: ModelFamily<unknown> = (model, loader) =>
    findFamily(model.slot, model, families)(model, loader);
  const models: ModelInspection[] = [];
  for (const model of pack.models.values()) models.push(await inspectModel(model, settings, family));
  return { pack: `${pack.name}@${pack.version}`, device: settings.device, models };
}
