import type { OnnxModel, OnnxNode } from '@deepsentinel/onnx-writer';
import { fastvlmModel, type SyntheticModel } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeviceError } from '../errors.ts';
import { evidencePictures, subject } from '../testing/described-subject.ts';
import { type LoadedStage, loadSyntheticModel } from '../testing/model-stage.ts';
import type { DescribedSubject, Describer } from './describer.ts';
import { fastvlmDescriber } from './fastvlm.ts';

/** The synthetic model, with something about it changed. */
function changed({
  onnx = {},
  config = {},
  constants = {},
}: {
  readonly onnx?: Readonly<Record<string, (model: OnnxModel) => OnnxModel>>;
  readonly config?: object;
  readonly constants?: Readonly<Record<string, number>>;
}): SyntheticModel {
  const model = fastvlmModel();
  const networks = Object.entries(model.networks).map(([part, network]) => {
    return [part, { ...network, onnx: onnx[part]?.(network.onnx) ?? network.onnx }] as const;
  });
  const content = JSON.stringify({ ...JSON.parse(model.assets['config']!.content), ...config });
  return {
    entry: { ...model.entry, constants: { ...model.entry.constants, ...constants } },
    networks: Object.fromEntries(networks),
    assets: { ...model.assets, config: { ...model.assets['config']!, content } },
  };
}

async function describeWith(model: SyntheticModel, ...colors: readonly string[]) {
  await using loaded = await loadSyntheticModel(model, fastvlmDescriber);
  return await loaded.stage.describe(await shown(...colors));
}

const shown = async (...colors: readonly string[]): Promise<DescribedSubject> =>
  subject({ pictures: await evidencePictures(...colors) });

describe('FastVLM', () => {
  let loaded: LoadedStage<Describer>;
  beforeAll(async () => {
    loaded = await loadSyntheticModel(fastvlmModel(), fastvlmDescriber);
  });
  afterAll(async () => {
    await loaded[Symbol.asyncDispose]();
  });

  test('keeps the pictures to itself, so it may see heads as they are', () => {
    expect(loaded.stage.local).toBe(true);
  });

  test('confirms an event and describes it in the words of the model', async () => {
    expect(await loaded.stage.describe(await shown('red'))).toEqual({
      text: 'A person in red is there.',
      state: 'confirmed',
      answer: {
        model: 'fastvlm',
        text: '{"happened": true, "confidence": 0.9, "sentence": "A person in red is there.", "type": "picking"}',
        verdict: { happened: true, type: 'picking', confidence: 0.9 },
      },
    });
  });

  test('rejects an event, which is then described by template', async () => {
    expect(await loaded.stage.describe(await shown('green'))).toMatchObject({
      text: 'A person picks something from a shelf.',
      state: 'rejected',
      answer: { verdict: { happened: false, type: 'none', confidence: 0.9 } },
    });
  });

  test('verifies an event by all its pictures together', async () => {
    const { answer } = await loaded.stage.describe(await shown('red', 'gray', 'red'));
    expect(answer?.verdict).toEqual({ happened: true, type: 'picking', confidence: 0.5 });
  });

  test('verifies the event that the question names', async () => {
    const event = { ...subject().event, type: 'violent' as const };
    const { state, answer } = await loaded.stage.describe({ ...(await shown('red')), event });
    expect(state).toBe('confirmed');
    expect(answer?.verdict?.type).toBe('violent');
  });
});

describe('an event stays unverified and keeps the answer', () => {
  test('of a model whose cache is mixed up', async () => {
    const swap = new Map([
      ['present.0.key', 'present.1.key'],
      ['present.1.key', 'present.0.key'],
    ]);
    const mixedUp = (node: OnnxNode) => ({
      ...node,
      outputs: node.outputs.map((name) => swap.get(name) ?? name),
    });
    const decoder = (onnx: OnnxModel) => ({ ...onnx, nodes: onnx.nodes.map(mixedUp) });
    expect(await describeWith(changed({ onnx: { decoder } }), 'red')).toEqual({
      text: 'A person picks something from a shelf.',
      state: 'unverified',
      answer: { model: 'fastvlm', text: '{?', verdict: null },
    });
  });

  test('of a model that is stopped by the token limit', async () => {
    expect(await describeWith(changed({ constants: { maxAnswerTokens: 12 } }), 'red')).toMatchObject({
      state: 'unverified',
      answer: { text: '{"happened":', verdict: null },
    });
  });

  test('of a model that is stopped by the time limit', async () => {
    expect(await describeWith(changed({ constants: { timeLimitSeconds: 1e-6 } }), 'red')).toMatchObject({
      state: 'unverified',
      answer: { text: '{', verdict: null },
    });
  });
});

describe('of more pictures than the model takes', () => {
  test('it is shown the middle one when it takes one', async () => {
    expect(
      await describeWith(changed({ constants: { maxPictures: 1 } }), 'green', 'red', 'green'),
    ).toMatchObject({
      state: 'confirmed',
      answer: { verdict: { confidence: 0.9 } },
    });
  });

  test('it is shown one of each half when it takes two', async () => {
    const model = changed({ constants: { maxPictures: 2 } });
    expect(await describeWith(model, 'green', 'red', 'green', 'red')).toMatchObject({ state: 'confirmed' });
  });
});

type Shapes = Readonly<Record<string, readonly (number | string)[]>>;

/** Says other shapes of the inputs and outputs. */
const reshaped =
  (shapes: Shapes) =>
  (onnx: OnnxModel): OnnxModel => {
    const of = (values: OnnxModel['inputs']) =>
      values.map((value) => ({ ...value, shape: shapes[value.name] ?? value.shape }));
    return { ...onnx, inputs: of(onnx.inputs), outputs: of(onnx.outputs) };
  };

/** Embeddings of ten numbers; the table has as many numbers as before. */
const widerEmbeddings = (onnx: OnnxModel): OnnxModel => ({
  ...reshaped({ inputs_embeds: ['N', 'L', 10] })(onnx),
  initializers: onnx.initializers.map((table) => ({ ...table, shape: [208, 10] })),
});

/** Needs terabytes for a prompt. */
const insatiable = (onnx: OnnxModel): OnnxModel => {
  const emit = (op: string, inputs: string[], output: string): OnnxNode => {
    return { op, inputs, outputs: [output], attributes: {} };
  };
  const renamed = ({ outputs, ...node }: OnnxNode) => ({
    ...node,
    outputs: outputs.map((name) => (name === 'logits' ? 'modest' : name)),
  });
  const thousand = new Uint8Array(BigInt64Array.of(2n ** 10n).buffer);
  return {
    ...onnx,
    initializers: [...onnx.initializers, { name: 'thousand', type: 'int64', shape: [1], data: thousand }],
    nodes: [
      ...onnx.nodes.map(renamed),
      emit('Shape', ['inputs_embeds'], 'sizes'),
      emit('Mul', ['sizes', 'thousand'], 'thousandfold'),
      emit('ConstantOfShape', ['thousandfold'], 'greed'),
      emit('ReduceMax', ['greed'], 'nothing'),
      emit('Add', ['modest', 'nothing'], 'logits'),
    ],
  };
};

test('a lack of device memory is an error, not an answer', async () => {
  await expect(describeWith(changed({ onnx: { decoder: insatiable } }), 'red')).rejects.toThrow(DeviceError);
});

/** The keys of the first layer in halves, as decoders for GPUs have them. */
const halfKeys = (onnx: OnnxModel): OnnxModel => {
  const [keys, wide] = ['past_key_values.0.key', 'wide'];
  const widen: OnnxNode = { op: 'Cast', inputs: [keys], outputs: [wide], attributes: { to: 1 } };
  const renamed = (node: OnnxNode) => ({
    ...node,
    inputs: node.inputs.map((name) => (name === keys ? wide : name)),
  });
  return {
    ...onnx,
    nodes: [widen, ...onnx.nodes.map(renamed)],
    inputs: onnx.inputs.map((value) => (value.name === keys ? { ...value, type: 'float16' } : value)),
  };
};

describe('an export', () => {
  test('may take one picture at a time only', async () => {
    const visionEncoder = reshaped({ pixel_values: [1, 3, 64, 64], image_features: [1, 16, 8] });
    expect(await describeWith(changed({ onnx: { visionEncoder } }), 'red', 'gray')).toMatchObject({
      answer: { verdict: { happened: true, confidence: 0.3 } },
    });
  });

  test('may leave sizes free that the manifest then states', async () => {
    const shapes = { pixel_values: ['N', 3, 'H', 'W'], image_features: ['N', 'T', 8] };
    const onnx = { visionEncoder: reshaped(shapes) };
    const constants = { imageSize: 128, imageTokens: 64 };
    expect(await describeWith(changed({ onnx, constants }), 'red')).toMatchObject({ state: 'confirmed' });
    await expect(describeWith(changed({ onnx }), 'red')).rejects.toThrow(
      'describer (fastvlm): the manifest states no constant "imageSize"',
    );
  });
});

function withoutTurnEnd(): SyntheticModel {
  const model = fastvlmModel();
  const tokenizer = model.assets['tokenizer']!;
  const content = tokenizer.content.replaceAll('<|im_end|>', '<|end|>');
  return { ...model, assets: { ...model.assets, tokenizer: { ...tokenizer, content } } };
}

describe('a FastVLM is refused with the expected and the found values', () => {
  test.each<[string, SyntheticModel, RegExp]>([
    [
      'whose pictures are not square',
      changed({
        onnx: { visionEncoder: reshaped({ pixel_values: ['N', 3, 64, 32], image_features: ['N', 8, 8] }) },
      }),
      /expected a tensor float32 \[N, 3, side, side\], found "pixel_values": float32 \[N, 3, 64, 32\]/,
    ],
    [
      'whose embeddings of words and pictures differ in length',
      changed({ onnx: { embedTokens: widerEmbeddings } }),
      /expected a tensor float32 \[N, L, 8\], found "inputs_embeds": float32 \[N, L, 10\]/,
    ],
    [
      'with more layers than its cache has',
      changed({ config: { num_hidden_layers: 3 } }),
      /expected "past_key_values.2.key" among the inputs, found inputs_embeds, attention_mask, position_ids, /,
    ],
    [
      'whose decoder is for GPUs, on a processor',
      changed({ onnx: { decoder: halfKeys } }),
      /expected a tensor float32 \[N, heads, past, head\], found "past_key_values.0.key": float16 /,
    ],
    [
      'of another model type',
      changed({ config: { model_type: 'llama' } }),
      /config.json: not the config of a FastVLM[\s\S]*expected "llava_qwen2"/,
    ],
    [
      'whose tokenizer is of another model',
      changed({ config: { image_token_index: 151_646 } }),
      /describer \(fastvlm\): the tokenizer has 259 for <image>, but the model expects 151646/,
    ],
    [
      'whose tokenizer does not know the end of a turn',
      withoutTurnEnd(),
      /expected a tokenizer that has one token for <\|im_end\|>, found 10; /,
    ],
  ])('when it is one %s', async (_what, model, message) => {
    await expect(loadSyntheticModel(model, fastvlmDescriber)).rejects.toMatchObject({
      name: 'ModelPackError',
      message: expect.stringMatching(message),
    });
  });
});
