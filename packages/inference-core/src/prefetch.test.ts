import { expect, test } from '@jest/globals';
import { mapStage, mapTwoAtOnce, prefetch } from './prefetch.ts';

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

test('mapTwoAtOnce keeps the order, and never works on more than two', async () => {
  let [running, most] = [0, 0];
  const results = await mapTwoAtOnce([5, 1, 4, 2, 3], async (value) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < value; turn++) await Promise.resolve();
    running -= 1;
    return 10 * value;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test('mapTwoAtOnce fails after the steps that run, and begins no other', async () => {
  const ended: number[] = [];
  const work = mapTwoAtOnce([1, 2, 3, 4], async (value) => {
    if (value === 1) throw new Error('broken picture');
    for (let turn = 0; turn < 9; turn++) await Promise.resolve();
    ended.push(value);
  });
  await expect(work).rejects.toThrow('broken picture');
  expect(ended).toEqual([2]);
});
