import type { OnnxModel } from '@deepsentinel/onnx-writer';
import { type SyntheticModel, sentenceEmbeddingModel } from '@deepsentinel/synthetic-pack';
import { describe, expect, test } from '@jest/globals';
import { loadSyntheticModel } from '../testing/model-stage.ts';
import { sentenceEmbedding } from './sentence-embedding.ts';

/** The synthetic model with something changed. */
function changed({
  onnx = (network) => network,
  entry = {},
  assets = {},
}: {
  onnx?: (network: OnnxModel) => OnnxModel;
  entry?: Partial<SyntheticModel['entry']>;
  assets?: Record<string, string>;
}): SyntheticModel {
  const model = sentenceEmbeddingModel('mean');
  const { file, onnx: network } = model.networks['model']!;
  const replaced = Object.entries(assets).map(([name, content]) => [name, { file: `${name}.json`, content }]);
  return {
    entry: { ...model.entry, ...entry },
    networks: { model: { file, onnx: onnx(network) } },
    assets: { ...model.assets, ...Object.fromEntries(replaced) },
  };
}

/** Gives the first token's state as the embedding of the text. */
function withSentenceOutput(network: OnnxModel): OnnxModel {
  const first = { name: 'first', type: 'int64', shape: [], data: new Uint8Array(8) } as const;
  const take = {
    op: 'Gather',
    inputs: ['last_hidden_state', 'first'],
    outputs: ['sentence_embedding'],
    attributes: { axis: 1 },
  };
  return {
    ...network,
    nodes: [...network.nodes, take],
    initializers: [...network.initializers, first],
    outputs: [
      { name: 'sentence_embedding', type: 'float32', shape: ['batch_size', 384] },
      ...network.outputs,
    ],
  };
}

function withOutput(network: OnnxModel, name: string): OnnxModel {
  const [output] = network.outputs;
  const renamed = (value: string) => (value === output!.name ? name : value);
  return {
    ...network,
    nodes: network.nodes.map((node) => ({ ...node, outputs: node.outputs.map(renamed) })),
    outputs: [{ ...output!, name }],
  };
}

/** Says every number of a state twice. */
function doubled(network: OnnxModel): OnnxModel {
  const twice = {
    op: 'Concat',
    inputs: ['once', 'once'],
    outputs: ['last_hidden_state'],
    attributes: { axis: 2 },
  };
  return {
    ...network,
    nodes: [...withOutput(network, 'once').nodes, twice],
    outputs: [{ name: 'last_hidden_state', type: 'float32', shape: ['batch_size', 'sequence_length', 768] }],
  };
}

const reshaped =
  (batch: number | string, length: number | string, type: 'int64' | 'int32' = 'int64') =>
  (network: OnnxModel): OnnxModel => ({
    ...network,
    inputs: network.inputs.map(({ name }) => ({ name, type, shape: [batch, length] })),
    outputs: network.outputs.map((output) => ({ ...output, shape: [batch, length, 384] })),
  });

async function embed(model: SyntheticModel, texts: readonly string[]): Promise<Float32Array[]> {
  await using loaded = await loadSyntheticModel(model, sentenceEmbedding);
  return await loaded.stage.embed(texts);
}

const texts = ['a man at the shelf', 'women', 'somebody sits down', 'he collapses', 'the till'];

function expectAlike(actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
  const differences = expected.flatMap((vector, text) =>
    [...vector].map((value, axis) => Math.abs(value - actual[text]![axis]!)),
  );
  expect(Math.max(...differences)).toBeLessThan(1e-5);
}

describe('a model of the family sentence-embedding', () => {
  test('finds the same meaning in different words', async () => {
    const [taking, picking, falling] = await embed(sentenceEmbeddingModel('mean'), [
      'guy taking an item from the rack',
      'A man picks something from the shelf.',
      'A man falls to the floor.',
    ]);
    const likeness = (a: Float32Array, b: Float32Array) =>
      a.reduce((sum, value, axis) => sum + value * b[axis]!, 0);
    expect(likeness(taking!, picking!)).toBeGreaterThan(0.9);
    expect(likeness(taking!, falling!)).toBeLessThan(0.5);
  });

  test.each([
    ['texts at once', 2, 'sequence_length'],
    ['tokens', 'batch_size', 12],
    ['both', 3, 12],
  ] as const)('may have a fixed number of %s', async (_what, batch, length) => {
    const free = await embed(changed({}), texts);
    expectAlike(await embed(changed({ onnx: reshaped(batch, length) }), texts), free);
  });

  test('may pool by itself', async () => {
    const byItself = changed({ onnx: withSentenceOutput, entry: { options: {} } });
    expectAlike(await embed(byItself, texts), await embed(sentenceEmbeddingModel('cls'), texts));
  });

  test('may do without token types', async () => {
    const partless = (network: OnnxModel): OnnxModel => ({
      ...network,
      nodes: network.nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map((name) => (name === 'token_type_ids' ? 'zero' : name)),
      })),
      initializers: [
        ...network.initializers,
        { name: 'zero', type: 'int64', shape: [], data: new Uint8Array(8) },
      ],
      inputs: network.inputs.filter(({ name }) => name !== 'token_type_ids'),
    });
    expectAlike(await embed(changed({ onnx: partless }), texts), await embed(changed({}), texts));
  });

  test('prepends its prefix to queries only', async () => {
    const options = { pooling: 'cls', queryPrefix: 'items for ' };
    await using loaded = await loadSyntheticModel(changed({ entry: { options } }), sentenceEmbedding);
    const { stage } = loaded;
    const [prefixed, bare] = await stage.embed(['items for women', 'women']);
    expect(await stage.embedQuery('women')).toEqual(prefixed);
    expect(bare).not.toEqual(prefixed);
    expect((await stage.embedQuery('?!')).every((value) => value === 0)).toBe(true);
  });

  test('has the name of its manifest, or its source as name', async () => {
    const nameless = changed({ entry: { options: { pooling: 'mean' } } });
    await using named = await loadSyntheticModel(sentenceEmbeddingModel('mean'), sentenceEmbedding);
    await using unnamed = await loadSyntheticModel(nameless, sentenceEmbedding);
    expect([named.stage.name, unnamed.stage.name]).toEqual([
      'synthetic-sentences-mean',
      'testing/synthetic-pack',
    ]);
  });

  test.each<[string, Parameters<typeof changed>[0], string]>([
    [
      'tokens of another type',
      { onnx: reshaped('batch_size', 'sequence_length', 'int32') },
      'expected a tensor int64 [N, L], found "input_ids": int32 [batch_size, sequence_length]',
    ],
    [
      'vectors of another length',
      { onnx: doubled },
      'expected a tensor float32 [N, L, 384], found "last_hidden_state": float32 [batch_size, sequence_length, 768]',
    ],
    [
      'an unknown input',
      {
        onnx: (network) => ({
          ...network,
          inputs: [...network.inputs, { name: 'position_ids', type: 'int64', shape: ['batch_size'] }],
        }),
      },
      'expected no inputs but input_ids, attention_mask, token_type_ids, found position_ids',
    ],
    [
      'no output to read',
      { onnx: (network) => withOutput(network, 'logits') },
      'expected an output sentence_embedding or last_hidden_state, found logits',
    ],
    [
      'no pooling option',
      { entry: { options: {} } },
      'option "pooling": expected mean or cls, the manifest states none',
    ],
    ['no token limit', { entry: { constants: {} } }, 'the manifest states no constant "maxTokens"'],
    ['a malformed tokenizer', { assets: { tokenizer: '{}' } }, 'no tokenizer that is known'],
    ['a tokenizer that is not JSON', { assets: { tokenizer: 'spiece' } }, 'not the JSON of a tokenizer'],
    ['a tokenizer without padding', { assets: { tokenizerConfig: '{}' } }, 'no configuration of a tokenizer'],
    [
      'a padding token that its tokenizer lacks',
      { assets: { tokenizerConfig: '{ "pad_token": "<pad>" }' } },
      'the tokenizer lacks "<pad>"',
    ],
  ])('is refused with %s', async (_fault, change, message) => {
    await expect(embed(changed(change), [])).rejects.toMatchObject({
      name: 'ModelPackError',
      message: expect.stringContaining(message),
    });
  });
});
