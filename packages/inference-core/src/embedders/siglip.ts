import type { PackedModel, TensorContract } from '@deepsentinel/model-pack';
import { BatchedNetwork, batches } from '../onnx/batched-network.ts';
import { countConstant, option } from '../onnx/model-entry.ts';
import type { ModelFamily, NetworkLoader } from '../onnx/model-family.ts';
import type { Network } from '../onnx/network.ts';
import { chooseOutput, onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { decodeJpeg, type Pixels } from '../preprocess/pixels.ts';
import { type Resampling, resample, resamplings } from '../preprocess/resample.ts';
import { type ImageTextEmbedder, imageTextDimensions, normalized } from './embedder.ts';
import { openTokenizer, tokenTensors } from './tokenizer.ts';

/** Maximum number of decoded pictures in memory. */
const maxPictures = 8;

/**
 * Family `siglip`: SigLIP and SigLIP 2, whose two networks put pictures and texts into one space.
 *
 * Network `image`: in, one tensor float32 [N, 3, S, S], RGB, -1..1; out, `image_embeds` or `pooler_output` float32 [N,
 * 768]. Network `text`: in, one tensor int64 [N, L], padded to length L; out, `text_embeds` or `pooler_output` float32
 * [N, 768]. The constants `imageSize` and `maxTokens` state S and L where the file leaves them free. Assets:
 * `tokenizer` and `tokenizerConfig`. Options: `resample`, `bicubic` for SigLIP or `bilinear` for SigLIP 2; `name` of
 * the embedder, which defaults to the model's source.
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
    write: writePixels,
  });
  return async (jpegs) => {
    const embeddings: Float32Array[] = [];
    for (const batch of batches(jpegs, maxPictures)) {
      const squares = await Promise.all(batch.map((jpeg) => squarePicture(jpeg, { size, resampling })));
      const outputs = await network.run(squares);
      embeddings.push(...outputs.map((tensors) => normalized(tensors[output]!)));
    }
    return embeddings;
  };
}

/** Reads the sizes of the input, all four of which an exporter may leave free. */
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

/**
 * Checks the output that holds the embedding.
 *
 * @returns its name
 */
function embeddingOutput(model: PackedModel, session: Network, name: string): string {
  const output = chooseOutput(model, session, [name, 'pooler_output']);
  tensorSizes(model, output, { type: 'float32', shape: ['N', imageTextDimensions] });
  return output.name;
}

/** Decodes a picture and stretches it to a square regardless of its aspect ratio, as SigLIP's processor does. */
export async function squarePicture(
  jpeg: Uint8Array,
  { size, resampling }: { readonly size: number; readonly resampling: Resampling },
): Promise<Pixels> {
  return resample(await decodeJpeg(jpeg), { width: size, height: size }, resampling);
}

/**
 * Writes a picture as SigLIP takes it: scaled to 0..1, minus a mean of 0.5, divided by a deviation of 0.5.
 *
 * @param pixels filled with float32 [3, height, width], RGB, -1..1
 * @see https://huggingface.co/docs/transformers/model_doc/siglip SiglipImageProcessor
 */
export function writePixels({ data }: Pixels, pixels: Float32Array): void {
  const plane = data.length / 3;
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      pixels[channel * plane + pixel] = data[pixel * 3 + channel]! / 127.5 - 1;
    }
  }
}
