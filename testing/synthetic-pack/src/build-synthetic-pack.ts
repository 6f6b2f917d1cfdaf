import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelManifest, modelManifestSchema } from '@deepsentinel/model-pack';
import { fastvlmModel } from './fastvlm.ts';
import { mebowModel } from './mebow.ts';
import { mivoloModel } from './mivolo.ts';
import { sentenceEmbeddingModel } from './sentence-embedding.ts';
import { siglipModel } from './siglip.ts';
import type { SyntheticModel } from './synthetic-model.ts';
import { writeSyntheticModel } from './write-synthetic-model.ts';
import { yoloModel } from './yolo.ts';

/** Synthetic models with the tensors of the production pack, and of the optional search by pictures. */
const productionModels: readonly SyntheticModel[] = [
  yoloModel(),
  mivoloModel({ side: 224, batch: 'N' }),
  mebowModel({ batch: 'N' }),
  fastvlmModel(),
  sentenceEmbeddingModel(),
  siglipModel(),
];

/** Writes a pack with a model in every slot but `faces`, which its detector finds itself. The same call gives the same bytes. */
export async function buildSyntheticPack(directory: string): Promise<void> {
  const manifest: ModelManifest = {
    formatVersion: 2,
    name: 'synthetic',
    version: '1.0.0',
    files: {},
    models: [],
  };
  for (const model of productionModels) {
    const { entry, files } = await writeSyntheticModel(directory, model);
    manifest.models.push(entry);
    Object.assign(manifest.files, files);
  }
  const checked = modelManifestSchema.parse(manifest);
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(checked, null, 2)}\n`);
}
