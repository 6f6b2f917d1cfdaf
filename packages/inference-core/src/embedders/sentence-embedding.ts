import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import { batches } from '../onnx/batched-network.ts';
import { countConstant, modelName, option } from '../onnx/model-entry.ts';
import type { ModelFamily, NetworkLoader } from '../onnx/model-family.ts';
import type { Network, Tensor } from '../onnx/network.ts';
import { chooseOutput, namedTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { type Embedder, embeddingDimensions, normalized, wordsOf } from './embedder.ts';
import { openTokenizer, tokenTensors } from './tokenizer.ts';

/** Maximum batch of texts where the network takes any; on a processor larger ones are not faster. */
const maxTexts = 32;

/**
 * Family `sentence-embedding`: BERT-like sentence embeddings, for instance all-MiniLM-L6-v2 and bge-small-en-v1.5.
 *
 * Network `model`, see `openSentenceNetwork`. Assets: `tokenizer` and `tokenizerConfig`. Constant: `maxTokens`.
 * Options: `queryPrefix`, prepended to queries only; `name` of the embedder, which defaults to the model's source.
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

/** Network that embeds tokenized texts. */
interface SentenceNetwork {
  /** Maximum number of texts per call. */
  readonly maxTexts: number;
  /** Maximum number of tokens per text; `Infinity` when the network takes any. */
  readonly maxTokens: number;
  /**
   * Embeds texts.
   *
   * @param rows token ids of each text, at least one
   * @returns float32 [384] of length 1 for each
   */
  embed(rows: readonly (readonly number[])[], padTokenId: number): Promise<Float32Array[]>;
}

/**
 * Opens the network `model`.
 *
 * In: `input_ids`, `attention_mask` and, where it has it, `token_type_ids`, int64 [N, L]. Out: `sentence_embedding`
 * float32 [N, 384], or `last_hidden_state` float32 [N, L, 384], which is pooled by the option `pooling` (`mean` or
 * `cls`). N and L may be fixed; shorter batches and texts are padded.
 *
 * @throws {ModelPackError} it has other tensors
 */
async function openSentenceNetwork(model: PackedModel, loader: NetworkLoader): Promise<SentenceNetwork> {
  const session = await loader.open('model');
  const { texts, tokens } = inputSizes(model, session);
  const pool = poolingOf(model, session);
  return {
    maxTexts: texts ?? maxTexts,
    maxTokens: tokens ?? Number.POSITIVE_INFINITY,
    async embed(rows, padTokenId) {
      const length = tokens ?? Math.max(...rows.map((row) => row.length));
      const tensors = tokenTensors(rows, { height: texts ?? rows.length, width: length, padTokenId });
      const feeds = Object.fromEntries(session.inputs.map(({ name }) => [name, tensors[name as InputName]]));
      const outputs = await session.run(feeds);
      return rows.map((row, text) => normalized(pool(outputs, { text, length, tokenCount: row.length })));
    },
  };
}

const inputNames = ['input_ids', 'attention_mask', 'token_type_ids'] as const;
type InputName = (typeof inputNames)[number];

function inputSizes(model: PackedModel, session: Network): { texts: number | null; tokens: number | null } {
  const unknown = session.inputs.find(({ name }) => !inputNames.some((known) => known === name));
  if (unknown) {
    const known = inputNames.join(', ');
    throw new ModelPackError(`${modelName(model)}: expected no inputs but ${known}, found ${unknown.name}`);
  }
  const expected = { type: 'int64', shape: ['N', 'L'] } as const;
  for (const name of inputNames) {
    const input = namedTensor(session, 'inputs', name);
    if (input || name !== 'token_type_ids') tensorSizes(model, input, expected);
  }
  const { N: texts = null, L: tokens = null } = tensorSizes(
    model,
    namedTensor(session, 'inputs', 'input_ids'),
    expected,
  );
  return { texts, tokens };
}

/** Text of a batch: its index, the length of the batch's rows and its own, tokens. */
interface TextOfBatch {
  readonly text: number;
  readonly length: number;
  readonly tokenCount: number;
}

/** Makes a text's vector from the network's outputs. */
type Pooling = (outputs: Readonly<Record<string, Tensor>>, text: TextOfBatch) => Float32Array;

function poolingOf(model: PackedModel, session: Network): Pooling {
  const output = chooseOutput(model, session, ['sentence_embedding', 'last_hidden_state']);
  const vectorsOf = (outputs: Readonly<Record<string, Tensor>>, length: number): TokenVectors => ({
    vectors: outputs[output.name]!.data as Float32Array,
    length,
    dimensions: embeddingDimensions,
  });
  if (output.name === 'sentence_embedding') {
    tensorSizes(model, output, { type: 'float32', shape: ['N', embeddingDimensions] });
    return (outputs, { text }) => firstTokenPooled(vectorsOf(outputs, 1), text);
  }
  tensorSizes(model, output, { type: 'float32', shape: ['N', 'L', embeddingDimensions] });
  return option(model, 'pooling', ['mean', 'cls']) === 'cls'
    ? (outputs, { text, length }) => firstTokenPooled(vectorsOf(outputs, length), text)
    : (outputs, { text, length, tokenCount }) => meanPooled(vectorsOf(outputs, length), text, tokenCount);
}

/** Token vectors of a batch of texts, as a network outputs them. */
export interface TokenVectors {
  /** float32 [texts, length, dimensions] */
  readonly vectors: Float32Array;
  readonly length: number;
  readonly dimensions: number;
}

/**
 * Averages the token vectors of a text, without padding.
 *
 * @param text index of the text in the batch
 * @param tokenCount number of the text's tokens
 * @see https://sbert.net/docs/package_reference/sentence_transformer/modules.html Pooling, `mean`
 */
export function meanPooled(
  { vectors, length, dimensions }: TokenVectors,
  text: number,
  tokenCount: number,
): Float32Array {
  const sums = new Float64Array(dimensions);
  const start = text * length * dimensions;
  for (let token = 0; token < tokenCount; token++) {
    const offset = start + token * dimensions;
    for (let axis = 0; axis < dimensions; axis++) sums[axis]! += vectors[offset + axis]!;
  }
  return Float32Array.from(sums, (sum) => sum / tokenCount);
}

/** Takes the vector of a text's first token, which some models train to represent the text. */
export function firstTokenPooled({ vectors, length, dimensions }: TokenVectors, text: number): Float32Array {
  const start = text * length * dimensions;
  return vectors.slice(start, start + dimensions);
}
