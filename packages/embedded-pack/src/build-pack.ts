import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelEntry, type ModelManifest, modelManifestSchema } from '@deepsentinel/model-pack';
import { convertGraphModel } from './convert/convert-graph-model.ts';
import { type EmbeddedModel, embeddedModels, sourcePackage } from './embedded-models.ts';
import { readSource, sourceDirectory } from './embedded-sources.ts';
import { writeOnnxModel } from './onnx/onnx-model.ts';
import { keepChannels } from './tfjs/keep-channels.ts';

/** Changes with everything that changes the bytes of the pack. */
export const packVersion = '1.0.0';

/**
 * Converts the embedded models and writes them with their manifest. The same sources give the same bytes.
 *
 * @param directory where the pack is written; made if missing
 * @param sources directory of the TensorFlow.js graph models
 * @throws {Error} a source is missing or not the one that was tested
 */
export async function buildEmbeddedPack(directory: string, sources = sourceDirectory()): Promise<void> {
  await mkdir(directory, { recursive: true });
  const models: ModelEntry[] = [];
  for (const model of embeddedModels) models.push(await buildModel(model, sources, directory));
  const manifest: ModelManifest = { formatVersion: 1, name: 'embedded', version: packVersion, models };
  const checked = modelManifestSchema.parse(manifest);
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(checked, null, 2)}\n`);
}

async function buildModel(model: EmbeddedModel, sources: string, directory: string): Promise<ModelEntry> {
  const read = await readSource(model, sources);
  const narrowed = model.keepChannels
    ? keepChannels(read, model.keepChannels.convolution, model.keepChannels.channels)
    : read;
  const onnx = convertGraphModel(narrowed, { name: model.source, ...model.conversion });
  const bytes = writeOnnxModel(onnx);
  const { origin, ...manifest } = model.manifest;
  await writeFile(join(directory, manifest.file), bytes);
  return {
    ...manifest,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    inputs: onnx.inputs.map(({ name, type, shape }) => ({ name, type, shape: [...shape] })),
    outputs: onnx.outputs.map(({ name, type, shape }) => ({ name, type, shape: [...shape] })),
    licence: {
      name: sourcePackage.licence,
      commercialUse: 'unclear',
      note: `licence of the package; that of the weights, from ${origin}, is not stated in it`,
    },
    source: `npm:${sourcePackage.name}@${sourcePackage.version}/models/${model.source}`,
  };
}
