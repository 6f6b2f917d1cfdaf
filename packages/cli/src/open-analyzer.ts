import { availableParallelism } from 'node:os';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { type Analyzer, createAnalyzer, type SessionSettings } from '@deepsentinel/inference-core';
import { type ModelEntry, type ModelPack, ModelPackError, openModelPack } from '@deepsentinel/model-pack';

/** The models are small: of a large machine, the rest stays free. */
const maxThreads = 8;

/**
 * The model pack to work with: verified, not loaded yet.
 *
 * @param directory of a pack; the embedded one, built at its first use, unless given
 * @throws {ModelPackError} a file is missing or corrupt
 */
export async function openPack(directory: string | undefined): Promise<ModelPack> {
  return openModelPack(directory ?? (await embeddedPack()));
}

async function embeddedPack(): Promise<string> {
  try {
    return await ensureEmbeddedPack();
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new ModelPackError(`the embedded model pack cannot be built in the cache (${reason})`, { cause });
  }
}

/** @throws {ModelPackError} a model cannot be loaded */
export function loadAnalyzer(pack: ModelPack): Promise<Analyzer> {
  return createAnalyzer(pack, sessionSettings('cpu'));
}

export function sessionSettings(device: SessionSettings['device']): SessionSettings {
  return { device, threads: Math.min(availableParallelism(), maxThreads) };
}

/** What a user should know about a pack before relying on its results, a line each. */
export function packNotes({ name, version, models }: ModelPack): string[] {
  const stages = [
    !models.has('describer') && 'descriptions are filled-in templates',
    !models.has('embedder') && 'search is lexical (by words, not by meaning)',
  ].filter((stage) => stage !== false);
  return [`models: ${[`${name}@${version}`, ...stages].join('; ')}`, ...licenceNotes([...models.values()])];
}

/** Licences that are not plainly commercial, each with the models that have it. */
function licenceNotes(models: readonly ModelEntry[]): string[] {
  const restricted = models.filter(({ licence }) => licence.commercialUse !== true);
  const byLicence = Map.groupBy(restricted, ({ licence: { name, commercialUse } }) => {
    return `${name}, commercial use ${commercialUse === false ? 'forbidden' : 'unclear'}`;
  });
  return [...byLicence].map(([licence, entries]) => {
    return `licence of the models for ${entries.map(({ slot }) => slot).join(', ')}: ${licence}`;
  });
}
