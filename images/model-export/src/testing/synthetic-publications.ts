import {
  fastvlmModel,
  type SyntheticModel,
  sentenceEmbeddingModel,
  siglipModel,
} from '@deepsentinel/synthetic-pack';
import { type Layout, publish } from './published-model.ts';

/** Layouts of the synthetic models when they are published as FastVLM, all-MiniLM-L6-v2 and SigLIP are. */
const publications = {
  describer: {
    model: fastvlmModel(),
    name: 'FastVLM-0.5B-ONNX',
    stems: {
      visionEncoder: 'vision_encoder',
      embedTokens: 'embed_tokens',
      decoder: 'decoder_model_merged',
    },
    settings: {
      'preprocessor_config.json': { size: { shortest_edge: 64 }, crop_size: { width: 64, height: 64 } },
      'processor_config.json': { patch_size: 16, num_additional_image_tokens: 0 },
    },
  },
  embedder: { model: sentenceEmbeddingModel(), name: 'all-MiniLM-L6-v2', stems: { model: 'model' } },
  imageText: {
    model: siglipModel(),
    name: 'siglip-base-patch16-224',
    stems: { image: 'vision_model', text: 'text_model' },
    settings: { 'preprocessor_config.json': { resample: 3, size: { width: 64, height: 64 } } },
  },
};

/**
 * Publishes a synthetic model.
 *
 * @param changes another model, or a different layout
 * @returns its folder
 */
export async function publishModel(
  slot: keyof typeof publications,
  directory: string,
  changes: Partial<Layout> & { readonly model?: SyntheticModel } = {},
): Promise<string> {
  const { model, ...layout } = { ...publications[slot], ...changes };
  return await publish(directory, model, layout);
}

/** Makes a model whose manifest entry states other shapes for some tensors. */
export function reshaped(
  model: SyntheticModel,
  role: string,
  shapes: Readonly<Record<string, readonly (number | string)[]>>,
): SyntheticModel {
  const network = model.networks[role]!;
  const said = (values: typeof network.onnx.inputs) =>
    values.map((value) => ({ ...value, shape: shapes[value.name] ?? value.shape }));
  const onnx = { ...network.onnx, inputs: said(network.onnx.inputs), outputs: said(network.onnx.outputs) };
  return { ...model, networks: { ...model.networks, [role]: { ...network, onnx } } };
}
