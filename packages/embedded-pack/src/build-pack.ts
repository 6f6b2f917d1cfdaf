import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ModelEntry,
  type ModelManifest,
  modelManifestSchema,
  type TensorContract,
} from '@deepsentinel/model-pack';
import { type OnnxModel, type OnnxValue, writeOnnxModel } from '@deepsentinel/onnx-writer';
import { convertGraphModel } from './convert/convert-graph-model.ts';
import { type EmbeddedModel, embeddedModels, ruleModels, sourcePackage } from './embedded-models.ts';
import { readSource, sourceDirectory } from './embedded-sources.ts';
import { keepChannels } from './tfjs/keep-channels.ts';

/** Version of the converter, raised with every change that alters the bytes of the pack; a test compares the two. */
const packVersion = '1.1.0';

/** Key of a pack in the cache: the converter's version and a hash of the sources and manifest entries. */
export const packKey = `${packVersion}-${sha256(JSON.stringify([sourcePackage, embeddedModels, ruleModels])).slice(0, 12)}`;

/**
 * Converts the embedded models and writes them with their manifest. The same sources give the same bytes.
 *
 * @param directory directory for the pack; made if missing
 * @throws {Error} a source is missing or not the one that was tested
 */
export async function buildEmbeddedPack(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const models: ModelEntry[] = [];
  const files: Record<string, string> = {};
  for (const model of embeddedModels) {
    const onnx = await convertSource(model);
    const bytes = writeOnnxModel(onnx);
    await writeFile(join(directory, model.file), bytes);
    files[model.file] = sha256(bytes);
    models.push(manifestEntry(model, onnx));
  }
  const manifest: ModelManifest = {
    formatVersion: 2,
    name: 'embedded',
    version: packVersion,
    files,
    models: [...models, ...ruleModels],
  };
  const checked = modelManifestSchema.parse(manifest);
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(checked, null, 2)}\n`);
}

async function convertSource(model: EmbeddedModel): Promise<OnnxModel> {
  const whole = await readSource(model, sourceDirectory());
  const { source, conversion, keepChannels: kept } = model;
  const narrowed = kept ? keepChannels(whole, kept.convolution, kept.channels) : whole;
  return convertGraphModel(narrowed, { name: source, ...conversion });
}

function manifestEntry({ manifest, file, source, origin }: EmbeddedModel, onnx: OnnxModel): ModelEntry {
  const { name, version, license } = sourcePackage;
  const inputs = onnx.inputs.map(tensorContract);
  const outputs = onnx.outputs.map(tensorContract);
  return {
    ...manifest,
    networks: { model: { file, inputs, outputs } },
    assets: {},
    constants: {},
    options: {},
    license: {
      name: license,
      commercialUse: 'unclear',
      note: `license of the package; that of the weights, from ${origin}, is not stated in it`,
    },
    source: `npm:${name}@${version}/models/${source}`,
  };
}

function tensorContract({ name, type, shape }: OnnxValue): TensorContract {
  return { name, type, shape: [...shape] };
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
