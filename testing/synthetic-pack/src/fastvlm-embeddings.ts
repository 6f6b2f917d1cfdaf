import { GraphBuilder, type OnnxModel } from '@deepsentinel/onnx-writer';
import { vocabularySize } from './fastvlm-tokens.ts';

/** Meanings of the numbers of an embedding, which the decoder reads from its cache. */
export const channels = ['isImage', 'red', 'green', 'blue', 'patch', 'token', 'isText', 'patches'] as const;
export type Channel = (typeof channels)[number];
export const hiddenSize = channels.length;

/** Side of the pictures, and of the patches that a token represents, pixels. */
export const imageSize = 64;
const patchSize = 16;
export const imageTokens = (imageSize / patchSize) ** 2;

/**
 * Makes the vision encoder: pixel_values float32 [N, 3, 64, 64] to image_features float32 [N, 16, 8], the mean color
 * and the index of each patch.
 */
export function visionEncoder(): OnnxModel {
  const graph = new GraphBuilder();
  const means = graph.emit('AveragePool', ['pixel_values'], {
    kernel_shape: [patchSize, patchSize],
    strides: [patchSize, patchSize],
  });
  const rows = graph.emit('Reshape', [means, graph.int64([0, 3, -1])]);
  const colors = graph.emit('Transpose', [rows], { perm: [0, 2, 1] });
  const red = graph.emit('Slice', [colors, graph.int64([0]), graph.int64([1]), graph.int64([2])]);
  const nothing = graph.emit('Mul', [red, graph.float32(0)]);
  const one = graph.emit('Add', [nothing, graph.float32(1)]);
  const order = graph.emit('CumSum', [one, graph.int64(1)], { exclusive: 1 });
  const patches = graph.emit('Add', [graph.emit('ReduceSum', [one, graph.int64([1])]), nothing]);
  graph.alias(
    graph.emit('Concat', [one, colors, order, nothing, nothing, patches], { axis: 2 }),
    'image_features',
  );
  return graph.model('vision_encoder', {
    inputs: [{ name: 'pixel_values', type: 'float32', shape: ['batch_size', 3, imageSize, imageSize] }],
    outputs: [{ name: 'image_features', type: 'float32', shape: ['batch_size', imageTokens, hiddenSize] }],
  });
}

/** Makes the embedder of tokens: input_ids int64 [N, L] to inputs_embeds float32 [N, L, 8], which hold the token. */
export function embedTokens(): OnnxModel {
  const graph = new GraphBuilder();
  const table = new Float32Array(vocabularySize * hiddenSize);
  for (let token = 0; token < vocabularySize; token++) {
    table[token * hiddenSize + channels.indexOf('token')] = token;
    table[token * hiddenSize + channels.indexOf('isText')] = 1;
  }
  const weights = graph.float32Tensor([vocabularySize, hiddenSize], table);
  graph.alias(graph.emit('Gather', [weights, 'input_ids']), 'inputs_embeds');
  return graph.model('embed_tokens', {
    inputs: [{ name: 'input_ids', type: 'int64', shape: ['batch_size', 'sequence_length'] }],
    outputs: [
      { name: 'inputs_embeds', type: 'float32', shape: ['batch_size', 'sequence_length', hiddenSize] },
    ],
  });
}
