import { countConstant } from '../onnx/model-entry.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import { batches } from './batches.ts';
import { type Embedder, embeddingDimensions } from './embedder.ts';
import { openSentenceNetwork } from './sentence-network.ts';
import { openTokenizer } from './tokenizer.ts';
import { wordsOf } from './words.ts';

/**
 * Family `sentence-embedding`: sentence embeddings of BERT's kind, all-MiniLM-L6-v2 and bge-small-en-v1.5 among them.
 *
 * The manifest has the network `model` (see `openSentenceNetwork`), the assets `tokenizer` and `tokenizerConfig`, and the
 * constant `maxTokens`. Option `queryPrefix`: what queries, and only they, begin with. Option `name`: of the embedder; else
 * it is the model's source.
 *
 * @see https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
 * @see https://huggingface.co/BAAI/bge-small-en-v1.5
 */
export const sentenceEmbedding: ModelFamily<Embedder> = async (model, loader) => {
  const tokenizer = await openTokenizer(model);
  const network = await openSentenceNetwork(model, loader);
  const maxTokens = Math.min(countConstant(model, 'maxTokens'), network.maxTokens);
  const { name = model.source, queryPrefix = '' } = model.options;

  const embed = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const vectors: Float32Array[] = texts.map(() => new Float32Array(embeddingDimensions));
    const worded = [...texts.keys()].filter((index) => hasWords(texts[index]!));
    for (const batch of batches(worded, network.maxTexts)) {
      const rows = batch.map((index) => tokenizer.tokenize(texts[index]!, maxTokens));
      const embedded = await network.embed(rows, tokenizer.padTokenId);
      for (const [row, vector] of embedded.entries()) vectors[batch[row]!] = vector;
    }
    return vectors;
  };
  return {
    name,
    kind: 'semantic',
    embed,
    embedQuery: async (text) => (await embed([hasWords(text) ? queryPrefix + text : text]))[0]!,
  };
};

const hasWords = (text: string): boolean => wordsOf(text).length > 0;
