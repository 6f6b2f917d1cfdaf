import { type OnnxModel, writeOnnxModel } from '@deepsentinel/onnx-writer';
import { expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { fastvlmModel } from './fastvlm.ts';
import { hiddenSize, imageSize, imageTokens } from './fastvlm-embeddings.ts';
import { promptStart, tokens } from './fastvlm-tokens.ts';

type Feeds = Record<string, Tensor>;
type Color = readonly [red: number, green: number, blue: number];

const { networks } = fastvlmModel();
const open = ({ onnx }: { readonly onnx: OnnxModel }) => InferenceSession.create(writeOnnxModel(onnx));
const visionEncoder = await open(networks.visionEncoder!);
const embedTokens = await open(networks.embedTokens!);
const decoder = await open(networks.decoder!);

const int64 = (values: readonly number[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
const bytes = (text: string): number[] => [...Buffer.from(text)];

/** Makes the tokens of a prompt, with those of its picture at the start or the end. */
function promptTokens(question: string, imageAt: 'start' | 'end' = 'start', start = promptStart): number[] {
  const image = Array.from({ length: imageTokens }, () => tokens.image as number);
  const asked = imageAt === 'start' ? [...image, ...bytes(question)] : [...bytes(question), ...image];
  return [...start, ...asked, tokens.turnEnd, 10, tokens.turnStart, ...bytes('assistant\n')];
}

async function imageFeatures(color: Color): Promise<Float32Array> {
  const plane = imageSize * imageSize;
  const pixels = Float32Array.from({ length: 3 * plane }, (_, index) => color[Math.floor(index / plane)]!);
  const feeds = { pixel_values: new Tensor('float32', pixels, [1, 3, imageSize, imageSize]) };
  return (await visionEncoder.run(feeds))['image_features']!.data as Float32Array;
}

async function embedded(ids: readonly number[], features: Float32Array): Promise<Tensor> {
  const embeddings = (await embedTokens.run({ input_ids: int64(ids) }))['inputs_embeds']!;
  const first = ids.indexOf(tokens.image);
  if (first >= 0) (embeddings.data as Float32Array).set(features, first * hiddenSize);
  return embeddings;
}

interface Mistakes {
  readonly prompt?: number[];
  /** Changes the embeddings of the prompt. */
  readonly features?: (features: Float32Array) => Float32Array;
  /** Changes the cache that is passed to the next step. */
  readonly cache?: (cache: Feeds) => Feeds;
  readonly positions?: (positions: number[]) => number[];
}

const emptyCache = (): Feeds =>
  Object.fromEntries(
    decoder.inputNames
      .filter((name) => name.startsWith('past_'))
      .map((name) => [name, new Tensor('float32', new Float32Array(0), [1, 2, 0, 2])]),
  );

/** Generates greedily, as a program that uses such a model does, with deliberate mistakes. */
async function generate(color: Color, mistakes: Mistakes = {}): Promise<string> {
  const { prompt = promptTokens('Is it "picking" or "theft"?'), cache: handedOn = (cache) => cache } =
    mistakes;
  const features = (mistakes.features ?? ((same) => same))(await imageFeatures(color));
  const said: number[] = [];
  let [fresh, cache, length] = [prompt, emptyCache(), 0];
  while (said.at(-1) !== tokens.turnEnd && said.length < 120) {
    const positions = fresh.map((_, index) => length + index);
    length += fresh.length;
    const outputs = await decoder.run({
      inputs_embeds: await embedded(fresh, features),
      attention_mask: int64(Array.from({ length }, () => 1)),
      position_ids: int64((mistakes.positions ?? ((same) => same))(positions)),
      ...cache,
    });
    const logits = (outputs['logits']!.data as Float32Array).slice(-outputs['logits']!.dims[2]!);
    said.push(logits.indexOf(Math.max(...logits)));
    fresh = said.slice(-1);
    cache = handedOn(
      Object.fromEntries(
        Object.keys(cache).map((name) => [name, outputs[name.replace('past_key_values', 'present')]!]),
      ),
    );
  }
  return Buffer.from(said.filter((token) => token < 256)).toString();
}

test.each<[string, Color, object]>([
  ['red', [1, 0, 0], { happened: true, confidence: 0.9, type: 'picking' }],
  ['reddish', [0.6, 0.3, 0.3], { happened: true, confidence: 0.2, type: 'picking' }],
  ['green', [0, 1, 0], { happened: false, confidence: 0.9, type: 'none' }],
  ['blue, or red with its channels swapped', [0, 0, 1], { happened: false, confidence: 0, type: 'none' }],
])('a picture that is %s tells the answer', async (_name, color, answer) => {
  expect(JSON.parse(await generate(color))).toMatchObject(answer);
});

test('the type is the first word in quotes of the question', async () => {
  const prompt = promptTokens('Is it "anomaly"?');
  expect(JSON.parse(await generate([1, 0, 0], { prompt }))).toMatchObject({ type: 'anomaly' });
});

test.each<[string, Mistakes]>([
  ['the picture follows the question', { prompt: promptTokens('Is it "theft"?', 'end') }],
  [
    'the picture is in another turn',
    { prompt: promptTokens('Is it "theft"?', 'start', promptStart.slice(0, 7)) },
  ],
  [
    'the prompt begins otherwise',
    { prompt: promptTokens('Is it "theft"?', 'start', promptStart.with(-2, 'n'.charCodeAt(0))) },
  ],
  [
    'there is no picture',
    { prompt: promptTokens('Is it "theft"?').filter((token) => token !== tokens.image) },
  ],
  [
    'the patches come in another order',
    { features: (features) => features.map((_, i) => features[(i + 8) % features.length]!) },
  ],
  ['the picture is not scaled to 0..1', { features: (features) => features.map((value) => value * 255) }],
  ['the cache is lost', { cache: emptyCache }],
  ['the layers of the cache are mixed up', { cache: mixedUp }],
  ['the cache holds zeros', { cache: zeroed }],
  ['positions begin anew with each token', { positions: (positions) => positions.map((_, index) => index) }],
  ['positions count from one', { positions: (positions) => positions.map((position) => position + 1) }],
])('no answer can be read when %s', async (_mistake, mistakes) => {
  expect(await generate([1, 0, 0], mistakes)).toMatch(/^({|)\?$/);
});

function mixedUp(cache: Feeds): Feeds {
  return { ...cache, 'past_key_values.0.key': cache['past_key_values.1.key']! };
}

function zeroed(cache: Feeds): Feeds {
  return Object.fromEntries(
    Object.entries(cache).map(([name, { dims }]) => [
      name,
      new Tensor('float32', new Float32Array(dims.reduce((size, side) => size * side, 1)), dims),
    ]),
  );
}
