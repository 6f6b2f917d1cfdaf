import {
  inspectModel,
  knownFamilies,
  type ModelInspection,
  type SessionSettings,
} from '@deepsentinel/inference-core';
import type { ModelPack } from '@deepsentinel/model-pack';

/** What a pack is found to be. */
export interface PackCheck {
  readonly pack: string;
  readonly device: SessionSettings['device'];
  readonly models: readonly ModelInspection[];
}

/** Loads and runs every model of a pack, one after the other, and collects what is wrong with any. */
export async function checkPack(pack: ModelPack, settings: SessionSettings): Promise<PackCheck> {
  const models: ModelInspection[] = [];
  for (const model of pack.models.values()) {
    const inspection = await inspectModel(model, settings);
    const known = knownFamilies(model.slot);
    const faults = known.includes(model.family) ? [] : [unknownFamily(inspection, known)];
    models.push({ ...inspection, faults: [...faults, ...inspection.faults] });
  }
  return { pack: `${pack.name}@${pack.version}`, device: settings.device, models };
}

function unknownFamily({ family, slot }: ModelInspection, known: readonly string[]): string {
  return `no code knows the family "${family}" for "${slot}"; known are ${known.join(', ') || 'none'}`;
}
