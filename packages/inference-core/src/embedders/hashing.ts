import type { ModelFamily } from '../onnx/model-family.ts';
import { type Embedder, embeddingDimensions, wordsOf } from './embedder.ts';

/** Weights of the features: words distinguish texts better than pieces of words. */
const weights = { word: 1, pair: 0.7, trigram: 0.35 };

/**
 * Signed feature hashing of words, pairs of words and character trigrams: texts that share words get similar vectors.
 * Search with it is lexical. The same text gives the same vector on every machine.
 *
 * @see https://arxiv.org/abs/0902.2206
 */
export const hashingEmbedder: Embedder = {
  name: 'hashing',
  kind: 'lexical',
  embed: async (texts) => texts.map(embedText),
  embedQuery: async (text) => embedText(text),
};

/** Family `hashing`, without networks. */
export const hashingFamily: ModelFamily<Embedder> = async () => hashingEmbedder;

function embedText(text: string): Float32Array {
  const words = wordsOf(text);
  const vector = new Float64Array(embeddingDimensions);
  for (const [index, word] of words.entries()) {
    addFeature(vector, `w:${word}`, weights.word);
    if (index > 0) addFeature(vector, `p:${words[index - 1]} ${word}`, weights.pair);
    for (const trigram of trigrams(word)) addFeature(vector, `t:${trigram}`, weights.trigram);
  }
  // Math.hypot may round differently in another engine; sums and square roots may not.
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
}

function trigrams(word: string): string[] {
  const letters = [...`^${word}$`];
  return letters.slice(2).map((last, index) => `${letters[index]}${letters[index + 1]}${last}`);
}

function addFeature(vector: Float64Array, feature: string, weight: number): void {
  const hash = fnv1a(feature);
  const sign = hash & 0x80000000 ? -1 : 1;
  vector[(hash & 0x7fffffff) % embeddingDimensions]! += sign * weight;
}

/** Hashes UTF-8 with FNV-1a, finished with murmur3's avalanche so that the high bit depends on all bytes. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
