import { type OnnxModel, writeOnnxModel } from '@deepsentinel/onnx-writer';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sentenceEmbeddingModel } from './sentence-embedding.ts';
import { sentenceVocabulary } from './sentence-vocabulary.ts';

const idOf = (token: string) => sentenceVocabulary.findIndex(({ text }) => text === token);
const [start, end, padding] = ['[CLS]', '[SEP]', '[PAD]'].map(idOf) as [number, number, number];
const words = (...texts: string[]) => [start, ...texts.map(idOf), end];

describe('the synthetic model for sentences', () => {
  let session: InferenceSession;
  beforeAll(async () => {
    const onnx: OnnxModel = sentenceEmbeddingModel('mean').networks['model']!.onnx;
    session = await InferenceSession.create(writeOnnxModel(onnx));
  });

  /** Computes the state of the first token, float32 [384]. */
  async function firstState(ids: readonly number[], mask: readonly number[], type = 0): Promise<number[]> {
    const tensor = (values: readonly number[]) =>
      new Tensor('int64', BigInt64Array.from(values.map(BigInt)), [1, values.length]);
    const { last_hidden_state: states } = await session.run({
      input_ids: tensor(ids),
      attention_mask: tensor(mask),
      token_type_ids: tensor(ids.map(() => type)),
    });
    return [...(states!.data as Float32Array).subarray(0, 384)];
  }
  const likeness = (a: readonly number[], b: readonly number[]) => {
    const dot = a.reduce((sum, value, axis) => sum + value * b[axis]!, 0);
    return dot / (Math.hypot(...a) * Math.hypot(...b));
  };
  const ones = (ids: readonly number[]) => ids.map(() => 1);

  test('gives words of one meaning one direction, and others another', async () => {
    const [man, guy, walks] = [words('man'), words('guy'), words('walks')];
    const states = await Promise.all([man, guy, walks].map((ids) => firstState(ids, ones(ids))));
    expect(likeness(states[0]!, states[1]!)).toBeCloseTo(1, 6);
    expect(Math.abs(likeness(states[0]!, states[2]!))).toBeLessThan(0.3);
  });

  test('leaves out what is masked, and shows what is not', async () => {
    const ids = words('man', 'picks');
    const alone = await firstState(ids, ones(ids));
    const padded = [...ids, padding, padding];
    const masked = await firstState(padded, [...ones(ids), 0, 0]);
    expect(Math.max(...masked.map((value, axis) => Math.abs(value - alone[axis]!)))).toBeLessThan(1e-6);
    expect(likeness(await firstState(padded, ones(padded)), alone)).toBeLessThan(0.7);
  });

  test('shows tokens of a second part', async () => {
    const ids = words('man');
    expect(likeness(await firstState(ids, ones(ids), 1), await firstState(ids, ones(ids)))).toBeLessThan(0.7);
  });
});
