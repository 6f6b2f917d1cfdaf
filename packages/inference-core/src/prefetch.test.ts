import { expect, test } from '@jest/globals';
import { mapStage, prefetch } from './prefetch.ts';

async function* count(to: number, log: string[] = []): AsyncGenerator<number> {
  try {
    for (let value = 1; value <= to; value++) {
      log.push(`made ${value}`);
      yield value;
    }
  } finally {
    log.push('ended');
  }
}

test('prefetch yields items in order, with the stage at most the depth ahead', async () => {
  const log: string[] = [];
  for await (const value of prefetch(count(4, log), 1)) log.push(`used ${value}`);
  expect(log).toEqual([
    'made 1',
    'made 2',
    'used 1',
    'made 3',
    'used 2',
    'made 4',
    'used 3',
    'ended',
    'used 4',
  ]);
});

test('prefetch ends the stage when the consumer stops', async () => {
  const log: string[] = [];
  for await (const value of prefetch(count(100, log), 2)) if (value === 3) break;
  expect(log.at(-1)).toBe('ended');
  expect(log).not.toContain('made 10');
});

test('prefetch throws an error of the stage after the items before it', async () => {
  const failing = mapStage(count(5), async (value) => {
    if (value === 3) throw new Error('broken frame');
    return value;
  });
  const used: number[] = [];
  await expect(async () => {
    for await (const value of prefetch(failing, 3)) used.push(value);
  }).rejects.toThrow('broken frame');
  expect(used).toEqual([1, 2]);
});
