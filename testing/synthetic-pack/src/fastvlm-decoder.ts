import { GraphBuilder, type OnnxModel } from '@deepsentinel/onnx-writer';
import { nextToken } from './fastvlm-answer.ts';
import { cacheValues, extendedCache } from './fastvlm-cache.ts';
import { hiddenSize } from './fastvlm-embeddings.ts';
import { isSound } from './fastvlm-soundness.ts';
import { Terms } from './fastvlm-terms.ts';
import { vocabularySize } from './fastvlm-tokens.ts';

/**
 * Makes the decoder: inputs_embeds float32 [1, L, 8] and the cache to logits float32 [1, L, 260], all of them those
 * after the last token. It knows only its cache: the length of the answer, the question, and the colors of the
 * pictures.
 */
export function decoder(): OnnxModel {
  const graph = new GraphBuilder();
  const terms = new Terms(graph);
  const { columns, agrees } = extendedCache(graph, terms);
  const mask = graph.emit('Cast', ['attention_mask'], { to: 1 });
  const attended = graph.emit('Reshape', [terms.sum(mask), graph.int64([1])]);
  const sound = terms.both(agrees, isSound(terms, columns, attended));
  graph.alias(logits(graph, nextToken({ terms, columns, isSound: sound })), 'logits');
  return graph.model('decoder_model_merged', {
    inputs: [
      {
        name: 'inputs_embeds',
        type: 'float32',
        shape: ['batch_size', 'sequence_length', hiddenSize],
      },
      { name: 'attention_mask', type: 'int64', shape: ['batch_size', 'total_sequence_length'] },
      { name: 'position_ids', type: 'int64', shape: ['batch_size', 'sequence_length'] },
      ...cacheValues('past_key_values', 'past_sequence_length'),
    ],
    outputs: [
      { name: 'logits', type: 'float32', shape: ['batch_size', 'sequence_length', vocabularySize] },
      ...cacheValues('present', 'total_sequence_length'),
    ],
  });
}

/**
 * Computes logits that choose a token.
 *
 * @param token float32 [1]
 */
function logits(graph: GraphBuilder, token: string): string {
  const index = graph.emit('Cast', [token], { to: 7 });
  const row = graph.emit('OneHot', [index, graph.int64(vocabularySize), graph.float32List([0, 10])]);
  const length = graph.emit('Gather', [graph.emit('Shape', ['inputs_embeds']), graph.int64([1])]);
  const shape = graph.emit('Concat', [graph.int64([1]), length, graph.int64([vocabularySize])], { axis: 0 });
  return graph.emit('Expand', [row, shape]);
}
