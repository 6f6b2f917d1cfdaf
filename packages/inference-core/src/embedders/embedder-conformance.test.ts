import { type SyntheticModel, sentenceEmbeddingModel } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type LoadedStage, loadSyntheticModel } from '../testing/model-stage.ts';
import { type Embedder, embeddingDimensions } from './embedder.ts';
import { hashingFamily } from './hashing.ts';
import { sentenceEmbedding } from './sentence-embedding.ts';

const hashing: SyntheticModel = {
  entry: { slot: 'embedder', family: 'hashing', labels: [], thresholds: {}, constants: {}, options: {} },
  networks: {},
  assets: {},
};
const families = [
  { name: 'hashing', load: () => loadSyntheticModel(hashing, hashingFamily) },
  ...(['mean', 'cls'] as const).map((pooling) => ({
    name: `sentence-embedding, ${pooling}`,
    load: () => loadSyntheticModel(sentenceEmbeddingModel(pooling), sentenceEmbedding),
  })),
];

const lengthOf = (vector: Float32Array) => Math.hypot(...vector);
const likeness = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, axis) => sum + value * b[axis]!, 0);
const largestDifference = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, axis) => Math.abs(value - b[axis]!)));

const texts = [
  'A man picks something from the shelf.',
  'A woman walks to the left.',
  '한 남자가 선반에서 물건을 집는다',
  'smiling 🙂 person 👩🏽‍🦱',
  'Ein Mädchen fällt über die Schwelle',
  'x',
  `somebody ${'walks and '.repeat(5000)}`,
];

describe.each(families)('the embedder $name', ({ load }) => {
  let loaded: LoadedStage<Embedder>;
  let embedder: Embedder;
  beforeAll(async () => {
    loaded = await load();
    embedder = loaded.stage;
  });
  afterAll(async () => {
    await loaded[Symbol.asyncDispose]();
  });

  test('has a name', () => {
    expect(embedder.name).not.toBe('');
  });

  test.each(texts.map((text) => [text.slice(0, 40), text]))(
    'embeds "%s" as one vector of length 1',
    async (_beginning, text) => {
      const [vector] = await embedder.embed([text]);
      expect(vector).toHaveLength(embeddingDimensions);
      expect(lengthOf(vector!)).toBeCloseTo(1, 5);
      expect((await embedder.embed([text]))[0]).toEqual(vector);
    },
  );

  test('embeds many texts of any lengths as it embeds each alone', async () => {
    const alone = await Promise.all(texts.map(async (text) => (await embedder.embed([text]))[0]!));
    const together = await embedder.embed(Array.from({ length: 10 }, () => texts).flat());
    expect(together).toHaveLength(10 * texts.length);
    for (const [index, vector] of together.entries()) {
      expect(largestDifference(vector, alone[index % texts.length]!)).toBeLessThan(1e-5);
    }
  });

  test.each(['', '  !? ', '🙂🙂', '\n'])('embeds %j, which has no words, as zeros', async (text) => {
    const [before, without, after] = await embedder.embed(['a man', text, 'a man']);
    expect([...without!, ...(await embedder.embedQuery(text))].every((value) => value === 0)).toBe(true);
    expect(after).toEqual(before);
  });

  test('embeds an empty list', async () => {
    expect(await embedder.embed([])).toEqual([]);
  });

  test('embeds any text at length 1 or as zeros', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const [vector] = await embedder.embed([text]);
        const length = lengthOf(vector!);
        expect(length === 0 || Math.abs(length - 1) < 1e-5).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('finds a query closer to a text that shares its words than to others', async () => {
    const query = await embedder.embedQuery('man at the shelf');
    const [near, far] = await embedder.embed(texts);
    expect(lengthOf(query)).toBeCloseTo(1, 5);
    expect(likeness(query, near!)).toBeGreaterThan(likeness(query, far!) + 0.2);
  });
});
