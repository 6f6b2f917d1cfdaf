import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { bedrockDescriber } from '@deepsentinel/batch-runner/bedrock';
import { cacheDirectory, ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import {
  type AnalysisStage,
  type Analyzer,
  createAnalyzer,
  type SessionSettings,
} from '@deepsentinel/inference-core';
import {
  checkLicenses,
  isRestricted,
  type ModelEntry,
  type ModelPack,
  ModelPackError,
  openModelPack,
} from '@deepsentinel/model-pack';
import type { ModelOptions } from './commands/model-options.ts';

/** Model families that inference-core does not bring. */
export const families = { describer: { bedrock: bedrockDescriber } };

/** Most threads that the models use: they are small, and a large machine has other work. */
const maxThreads = 8;

/**
 * Opens and verifies a model pack, without loading its models.
 *
 * @param directory directory of the pack; unless given, the embedded one, which is built at its first use
 * @throws {ModelPackError} a file is missing or corrupt
 */
export async function openPack(directory: string | undefined): Promise<ModelPack> {
  return openModelPack(directory ?? (await embeddedPack()));
}

/** A verified pack, and the licenses of it that were accepted. */
export interface ChosenPack {
  readonly pack: ModelPack;
  readonly acceptedLicenses: readonly string[];
}

/**
 * Opens the model pack that the options name. The licenses of a given pack must be accepted; those of the embedded one
 * are printed as notes.
 *
 * @throws {ModelPackError} a file is missing or corrupt, or a license is not accepted
 */
export async function choosePack({ models, acceptLicense = [] }: ModelOptions): Promise<ChosenPack> {
  const pack = await openPack(models);
  if (models === undefined) {
    const names = [...pack.models.values()].filter(isRestricted).map(({ license }) => license.name);
    return { pack, acceptedLicenses: [...new Set(names)] };
  }
  checkLicenses([...pack.models.values()], acceptLicense);
  return { pack, acceptedLicenses: acceptLicense };
}

async function embeddedPack(): Promise<string> {
  try {
    return await ensureEmbeddedPack();
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new ModelPackError(`the embedded model pack cannot be built in the cache (${reason})`, { cause });
  }
}

/**
 * Loads the models of a pack.
 *
 * @param stages stages to load models for; all unless given
 * @throws {ModelPackError} one cannot be loaded
 */
export function loadAnalyzer(
  pack: ModelPack,
  stages: readonly AnalysisStage[] | null = null,
): Promise<Analyzer> {
  return createAnalyzer(pack, {
    stages,
    ...sessionSettings('cpu'),
    optimizedModelCache: join(cacheDirectory(process.env), 'optimized-models'),
    families,
  });
}

export function sessionSettings(device: SessionSettings['device']): SessionSettings {
  return { device, threads: Math.min(availableParallelism(), maxThreads) };
}

/** Lists what users should know about a pack before they rely on its results, a line each. */
export function packNotes({ name, version, models }: ModelPack): string[] {
  const families = [
    models.get('describer')?.family ?? 'template',
    models.get('embedder')?.family ?? 'hashing',
  ];
  const stages = [
    families[0] === 'template' && 'descriptions are filled-in templates',
    families[1] === 'hashing' && 'search is lexical (by words, not by meaning)',
  ].filter((stage) => stage !== false);
  return [`models: ${[`${name}@${version}`, ...stages].join('; ')}`, ...licenseNotes([...models.values()])];
}

/** Lists licenses that do not plainly allow commercial use, each with its models. */
function licenseNotes(models: readonly ModelEntry[]): string[] {
  const restricted = models.filter(isRestricted);
  const byLicense = Map.groupBy(restricted, ({ license: { name, commercialUse } }) => {
    return `${name}, commercial use ${commercialUse === false ? 'forbidden' : 'unclear'}`;
  });
  return [...byLicense].map(([license, entries]) => {
    return `license of the models for ${entries.map(({ slot }) => slot).join(', ')}: ${license}`;
  });
}
