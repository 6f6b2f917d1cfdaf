import type { PackedModel, TensorContract } from '@deepsentinel/model-pack';
import { BatchedNetwork } from '../onnx/batched-network.ts';
import { countConstant, option } from '../onnx/model-entry.ts';
import type { ModelFamily, NetworkLoader } from '../onnx/model-family.ts';
import type { OnnxSession } from '../onnx/onnx-session.ts';
import { onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { resamplings } from '../preprocess/resample.ts';
import { batches } from './batches.ts';
import { type ImageTextEmbedder, imageTextDimensions } from './image-text-embedder.ts';
import { chooseOutput } from './output-choice.ts';
import { normalized } from './pooling.ts';
import { paintPixels, squarePicture } from './siglip-pixels.ts';
import { tokenTensors } from './token-tensors.ts';
import { openTokenizer } from './tokenizer.ts';

/** Pictures in memory at once. */
const maxPictures = 8;

/**
 * Family `siglip`: SigLIP and SigLIP 2, whose two networks put pictures and texts into one space.
 *
 * Network `image`: in, one tensor float32 [N, 3, S, S], RGB, -1..1; out, `image_embeds` or `pooler_output` float32 [N, 768].
 * Network `text`: in, one tensor int64 [N, L], filled to its length; out, `text_embeds` or `pooler_output`, the same. Where
 * the file leaves S or L open, the constant `imageSize` or `maxTokens` says it. The manifest has the assets `tokenizer` and
 * `tokenizerConfig`, and the option `resample`: `bicubic` for SigLIP, `bilinear` for SigLIP 2. Option `name`: of the
 * embedder; else it is the model's source.
 *
 * @see https://huggingface.co/docs/transformers/model_doc/siglip
 */
export const siglipEmbedder: ModelFamily<ImageTextEmbedder> = async (model, loader) => ({
  name: model.options['name'] ?? model.source,
  embedImages: await openImageTower(model, loader),
  embedText: await openTextTower(model, loader),
});

async function openImageTower(
  model: PackedModel,
  loader: NetworkLoader,
): Promise<ImageTextEmbedder['embedImages']> {
  const session = await loader.open('image');
  const input = onlyTensor(model, session, 'inputs');
  const { pictures, size } = imageSizes(model, input);
  const resampling = option(model, 'resample', resamplings);
  const output = embeddingOutput(model, session, 'image_embeds');
  const network = new BatchedNetwork(session, {
    ...{ name: input.name, batch: pictures, shape: [3, size, size] },
    paint: paintPixels,
  });
  return async (jpegs) => {
    const embeddings: Float32Array[] = [];
    for (const batch of batches(jpegs, maxPictures)) {
      const squares = await Promise.all(batch.map((jpeg) => squarePicture(jpeg, { size, resampling })));
      const outputs = await network.run(squares);
      embeddings.push(...outputs.map((ofPicture) => normalized(ofPicture[output]!)));
    }
    return embeddings;
  };
}

/** Exporters may leave all four sizes open. */
function imageSizes(model: PackedModel, input: TensorContract): { pictures: number | null; size: number } {
  const channels = typeof input.shape[1] === 'string' ? 'C' : 3;
  const { N, S } = tensorSizes(model, input, { type: 'float32', shape: ['N', channels, 'S', 'S'] });
  return { pictures: N ?? null, size: S ?? countConstant(model, 'imageSize') };
}

async function openTextTower(
  model: PackedModel,
  loader: NetworkLoader,
): Promise<ImageTextEmbedder['embedText']> {
  const tokenizer = await openTokenizer(model);
  const session = await loader.open('text');
  const input = onlyTensor(model, session, 'inputs');
  const { N, L } = tensorSizes(model, input, { type: 'int64', shape: ['N', 'L'] });
  const [height, width] = [N ?? 1, L ?? countConstant(model, 'maxTokens')];
  const output = embeddingOutput(model, session, 'text_embeds');
  return async (text) => {
    const tokens = tokenizer.tokenize(text, width);
    const { input_ids } = tokenTensors([tokens], { height, width, padTokenId: tokenizer.padTokenId });
    const outputs = await session.run({ [input.name]: input_ids });
    return normalized((outputs[output]!.data as Float32Array).slice(0, imageTextDimensions));
  };
}

/** @returns its name */
function embeddingOutput(model: PackedModel, session: OnnxSession, name: string): string {
  const output = chooseOutput(model, session, [name, 'pooler_output']);
  tensorSizes(model, output, { type: 'float32', shape: ['N', imageTextDimensions] });
  return output.name;
}
