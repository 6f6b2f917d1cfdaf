import { describe, expect, test } from '@jest/globals';
import { fuseRanks } from './fuse-ranks.ts';

const self = (entry: string) => entry;

describe('the fusion of ranked lists', () => {
  test('puts what stands well in both before what leads one', () => {
    const fused = fuseRanks(
      [
        ['a', 'both', 'c'],
        ['d', 'both', 'e'],
      ],
      self,
    );
    expect(fused[0]).toEqual(['both', 2 / 62]);
    expect(fused.map(([entry]) => entry)).toEqual(['both', 'a', 'd', 'c', 'e']);
  });

  test('keeps the order of a single list', () => {
    expect(fuseRanks([['x', 'y'], []], self).map(([entry]) => entry)).toEqual(['x', 'y']);
  });
});
