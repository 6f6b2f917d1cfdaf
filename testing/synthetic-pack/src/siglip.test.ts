import { writeOnnxModel } from '@deepsentinel/onnx-writer';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { siglipModel } from './siglip.ts';

const size = 64;
const plane = size * size;

describe('the synthetic model for pictures and texts', () => {
  let image: InferenceSession;
  let red: Float32Array;
  beforeAll(async () => {
    const { networks } = siglipModel();
    image = await InferenceSession.create(writeOnnxModel(networks['image']!.onnx));
    red = await embedText(1);
  });

  async function embedImage(levelAt: (index: number) => number): Promise<Float32Array> {
    const pixels = Float32Array.from({ length: 3 * plane }, (_, index) => levelAt(index));
    const { pooler_output: output } = await image.run({
      pixel_values: new Tensor('float32', pixels, [1, 3, size, size]),
    });
    return output!.data as Float32Array;
  }

  /** Embeds "red", followed by the end of text or by another filling of the row. */
  async function embedText(filling: number): Promise<Float32Array> {
    const { networks, assets } = siglipModel();
    const text = await InferenceSession.create(writeOnnxModel(networks['text']!.onnx));
    const { model } = JSON.parse(assets['tokenizer']!.content) as { model: { vocab: [string, number][] } };
    const ids = new BigInt64Array(64).fill(BigInt(filling));
    ids[0] = BigInt(model.vocab.findIndex(([piece]) => piece === '▁red'));
    const { pooler_output: output } = await text.run({ input_ids: new Tensor('int64', ids, [1, 64]) });
    return output!.data as Float32Array;
  }

  const likeness = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, value, axis) => sum + value * b[axis]!, 0) / (Math.hypot(...a) * Math.hypot(...b));

  test('has red pictures near to the word', async () => {
    expect(likeness(await embedImage((index) => (index < plane ? 1 : -1)), red)).toBeGreaterThan(0.999);
  });

  test.each<[string, (index: number) => number]>([
    ['blue and red are swapped', (index) => (index < 2 * plane ? -1 : 1)],
    ['levels are 0 to 1', (index) => (index < plane ? 1 : 0)],
    ['channels come last', (index) => (index % 3 === 0 ? 1 : -1)],
    ['it is gray', () => 0],
  ])('has a picture elsewhere when %s', async (_fault, levelAt) => {
    expect(likeness(await embedImage(levelAt), red)).toBeLessThan(0.9);
  });

  test('has a text elsewhere when its row is filled with something else', async () => {
    expect(likeness(await embedText(0), red)).toBeLessThan(0.9);
  });
});
