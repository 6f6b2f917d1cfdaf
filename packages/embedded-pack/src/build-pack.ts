import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelEntry, type ModelManifest, modelManifestSchema } from '@deepsentinel/model-pack';
import { convertGraphModel } from './convert/convert-graph-model.ts';
import { type EmbeddedModel, embeddedModels, sourcePackage } from './embedded-models.ts';
import { readSource, sourceDirectory } from './embedded-sources.ts';
import { type OnnxModel, type OnnxValue, writeOnnxModel } from './onnx/onnx-model.ts';
import { keepChannels } from './tfjs/keep-channels.ts';

/** Raised with every change of the converter that changes the bytes of the pack; a test holds the two together. */
const packVersion = '1.0.0';

/** Tells packs apart: by the converter's version, the sources and what is made of them. */
export const packKey = `${packVersion}-${sha256(JSON.stringify([sourcePackage, embeddedModels])).slice(0, 12)}`;

/**
 * Converts the embedded models and writes them with their manifest. The same sources give the same bytes.
 *
 * @param directory where the pack is written; made if missing
 * @throws {Error} a source is missing or not the one that was tested
 */
export async function buildEmbeddedPack(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const models: ModelEntry[] = [];
  for (const model of embeddedModels) {
    const onnx = await convertSource(model);
    const bytes = writeOnnxModel(onnx);
    await writeFile(join(directory, model.manifest.file), bytes);
    models.push(manifestEntry(model, onnx, sha256(bytes)));
  }
  const manifest: ModelManifest = { formatVersion: 1, name: 'embedded', version: packVersion, models };
  const checked = modelManifestSchema.parse(manifest);
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(checked, null, 2)}\n`);
}

async function convertSource(model: EmbeddedModel): Promise<OnnxModel> {
  const whole = await readSource(model, sourceDirectory());
  const { source, conversion, keepChannels: kept } = model;
  const narrowed = kept ? keepChannels(whole, kept.convolution, kept.channels) : whole;
  return convertGraphModel(narrowed, { name: source, ...conversion });
}

function manifestEntry(
  { manifest, source, origin }: EmbeddedModel,
  onnx: OnnxModel,
  sum: string,
): ModelEntry {
  const { name, version, licence } = sourcePackage;
  return {
    ...manifest,
    sha256: sum,
    inputs: onnx.inputs.map(tensorContract),
    outputs: onnx.outputs.map(tensorContract),
    licence: {
      name: licence,
      commercialUse: 'unclear',
      note: `licence of the package; that of the weights, from ${origin}, is not stated in it`,
    },
    source: `npm:${name}@${version}/models/${source}`,
  };
}

function tensorContract({ name, type, shape }: OnnxValue): ModelEntry['inputs'][number] {
  return { name, type, shape: [...shape] };
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
