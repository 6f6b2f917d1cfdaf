import { ModelPackError, type PackedModel } from '@deepsentinel/model-pack';
import type { Tensor } from 'onnxruntime-node';
import { modelName, option } from '../onnx/model-entry.ts';
import type { NetworkLoader } from '../onnx/model-family.ts';
import type { OnnxSession } from '../onnx/onnx-session.ts';
import { namedTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { embeddingDimensions } from './embedder.ts';
import { chooseOutput } from './output-choice.ts';
import { firstTokenPooled, meanPooled, normalized, type TokenVectors } from './pooling.ts';
import { tokenTensors } from './token-tensors.ts';

/** Texts at once, where the network takes any number; on a processor more are no faster. */
const maxTexts = 32;

/** A network that embeds texts which are tokens already. */
export interface SentenceNetwork {
  /** Texts that may be embedded at once. */
  readonly maxTexts: number;
  /** Infinite where the network takes texts of any length. */
  readonly maxTokens: number;
  /**
   * @param rows token ids of each text, at least one
   * @returns for each float32 [384] of length 1
   */
  embed(rows: readonly (readonly number[])[], padTokenId: number): Promise<Float32Array[]>;
}

/**
 * Opens the network `model`.
 *
 * In: `input_ids`, `attention_mask` and, where it has it, `token_type_ids`, int64 [N, L]. Out: `sentence_embedding` float32
 * [N, 384], or `last_hidden_state` float32 [N, L, 384], which the option `pooling` (`mean` or `cls`) makes one vector of.
 * N and L may be fixed; what is left of them is filled and left out of the result.
 *
 * @throws {ModelPackError} it has other tensors
 */
export async function openSentenceNetwork(
  model: PackedModel,
  loader: NetworkLoader,
): Promise<SentenceNetwork> {
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

function inputSizes(
  model: PackedModel,
  session: OnnxSession,
): { texts: number | null; tokens: number | null } {
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

/** A text of a batch: its place, the batch's length and its own, in tokens. */
interface TextOfBatch {
  readonly text: number;
  readonly length: number;
  readonly tokenCount: number;
}

/** How a text's vector is made of the network's output. */
type Pooling = (outputs: Readonly<Record<string, Tensor>>, text: TextOfBatch) => Float32Array;

function poolingOf(model: PackedModel, session: OnnxSession): Pooling {
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
