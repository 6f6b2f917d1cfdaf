import { describe, expect, test } from '@jest/globals';
import { embeddingDimensions } from './embedder.ts';
import { hashingEmbedder } from './hashing.ts';

async function likeness(a: string, b: string): Promise<number> {
  const [x, y] = await hashingEmbedder.embed([a, b]);
  return x!.reduce((sum, value, index) => sum + value * y![index]!, 0);
}

describe('the hashing embedder', () => {
  test('gives vectors of length 1', async () => {
    const [vector] = await hashingEmbedder.embed(['A man walks to the left.']);
    expect(vector).toHaveLength(embeddingDimensions);
    expect(Math.hypot(...vector!)).toBeCloseTo(1, 6);
  });

  test('gives texts that share words a higher similarity than others', async () => {
    const walking = 'A man walks to the left for 4 seconds.';
    expect(await likeness(walking, 'A man walks to the left for 9 seconds.')).toBeGreaterThan(0.7);
    expect(await likeness(walking, 'man walking left')).toBeGreaterThan(0.3);
    expect(Math.abs(await likeness(walking, 'Somebody collapses.'))).toBeLessThan(0.2);
  });

  test('embeds other scripts independently of their Unicode form', async () => {
    const sentence = '한 남자가 왼쪽으로 걷는다';
    expect(await likeness(sentence, sentence.normalize('NFD'))).toBeCloseTo(1, 6);
    expect(await likeness(sentence, '한 여자가 왼쪽으로 걷는다')).toBeGreaterThan(0.5);
  });

  test('gives zeros for a text without words', async () => {
    const [vector] = await hashingEmbedder.embed(['  !? ']);
    expect(vector!.every((value) => value === 0)).toBe(true);
  });

  test('gives the same vector on every machine', async () => {
    const [vector] = await hashingEmbedder.embed(['walks']);
    const filled = [...vector!.entries()]
      .filter(([, value]) => value !== 0)
      .map(([axis, value]) => [axis, Number(value.toFixed(4))]);
    expect(filled).toMatchInlineSnapshot(`
[
  [
    15,
    0.2756,
  ],
  [
    39,
    0.2756,
  ],
  [
    130,
    0.2756,
  ],
  [
    261,
    0.2756,
  ],
  [
    314,
    -0.2756,
  ],
  [
    378,
    -0.7875,
  ],
]
`);
  });
});
