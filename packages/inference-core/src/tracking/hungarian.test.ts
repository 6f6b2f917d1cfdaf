import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assignMinimumCost } from './hungarian.ts';

const _ = Infinity;
type Pairs = readonly (readonly [number, number])[];

const total = (costs: readonly (readonly number[])[], pairs: Pairs) =>
  pairs.reduce((sum, [row, column]) => sum + costs[row]![column]!, 0);

/** Tries everything: the least cost, where each pair less counts as `unmatchedCost`. */
function leastCost(costs: readonly (readonly number[])[], unmatchedCost: number, row = 0, taken = 0): number {
  const values = costs[row];
  if (!values) return 0;
  return values.reduce(
    (least, cost, column) =>
      taken & (1 << column)
        ? least
        : Math.min(least, cost + leastCost(costs, unmatchedCost, row + 1, taken | (1 << column))),
    unmatchedCost + leastCost(costs, unmatchedCost, row + 1, taken),
  );
}

/** Tries everything: the most pairs, then the least cost. */
function bruteForce(
  costs: readonly (readonly number[])[],
  row = 0,
  taken = 0,
): { pairs: number; cost: number } {
  const values = costs[row];
  if (!values) return { pairs: 0, cost: 0 };
  let best = bruteForce(costs, row + 1, taken);
  for (const [column, cost] of values.entries()) {
    if (cost === Infinity || taken & (1 << column)) continue;
    const rest = bruteForce(costs, row + 1, taken | (1 << column));
    const found = { pairs: rest.pairs + 1, cost: rest.cost + cost };
    if (found.pairs > best.pairs || (found.pairs === best.pairs && found.cost < best.cost)) best = found;
  }
  return best;
}

const matrices = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) => {
    const cost = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: -20, max: 20 }) },
      { weight: 1, arbitrary: fc.constant(Infinity) },
    );
    const row = fc.array(cost, { minLength: columns, maxLength: columns });
    return fc.array(row, { minLength: rows, maxLength: rows });
  });

describe('assignMinimumCost', () => {
  it.each<{ name: string; costs: number[][]; pairs: Pairs }>([
    { name: 'an empty matrix', costs: [], pairs: [] },
    { name: 'rows without columns', costs: [[], []], pairs: [] },
    { name: 'a single pair', costs: [[7]], pairs: [[0, 0]] },
    {
      // Greedy would take 0-0 (1) and pay 100 for 1-1.
      name: 'a cheap pair that would make the others expensive',
      costs: [
        [1, 2],
        [2, 100],
      ],
      pairs: [
        [0, 1],
        [1, 0],
      ],
    },
    {
      name: 'more rows than columns',
      costs: [[5], [3], [4]],
      pairs: [[1, 0]],
    },
    { name: 'more columns than rows', costs: [[5, 3, 4]], pairs: [[0, 1]] },
    {
      name: 'a row with forbidden pairs only',
      costs: [
        [_, _],
        [2, 1],
      ],
      pairs: [[1, 1]],
    },
    {
      // 0-0 alone would cost 1; two pairs are more than one, whatever they cost.
      name: 'two expensive pairs rather than one cheap pair',
      costs: [
        [1, 900],
        [900, _],
      ],
      pairs: [
        [0, 1],
        [1, 0],
      ],
    },
    {
      name: 'a matrix of forbidden pairs',
      costs: [
        [_, _],
        [_, _],
      ],
      pairs: [],
    },
    {
      name: 'negative costs',
      costs: [
        [-1, -5],
        [-3, -4],
      ],
      pairs: [
        [0, 1],
        [1, 0],
      ],
    },
  ])('assigns $name', ({ costs, pairs }) => {
    expect(assignMinimumCost(costs)).toEqual(pairs);
  });

  it('finds the result of an exhaustive search', () => {
    fc.assert(
      fc.property(matrices, (costs) => {
        const pairs = assignMinimumCost(costs);
        expect({ pairs: pairs.length, cost: total(costs, pairs) }).toEqual(bruteForce(costs));
      }),
      { numRuns: 500 },
    );
  });

  it('prefers one free pair to two dear ones where not matching has a cost', () => {
    // The motionless person of row 0 stays with column 0 when row 1 is hidden and somebody walks up as column 1.
    const costs = [
      [0, 1],
      [1, _],
    ];
    expect(assignMinimumCost(costs, 1.5)).toEqual([[0, 0]]);
    expect(assignMinimumCost(costs, 2.5)).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('leaves all unmatched whose pairs cost more than not matching', () => {
    expect(assignMinimumCost([[3], [4]], 3)).toEqual([]);
    expect(assignMinimumCost([[], []], 1)).toEqual([]);
  });

  it('finds the least total of an exhaustive search where not matching has a cost', () => {
    fc.assert(
      fc.property(matrices, fc.integer({ min: -10, max: 30 }), (costs, unmatchedCost) => {
        const pairs = assignMinimumCost(costs, unmatchedCost);
        const found = total(costs, pairs) + unmatchedCost * (costs.length - pairs.length);
        expect(found).toBe(leastCost(costs, unmatchedCost));
      }),
      { numRuns: 500 },
    );
  });

  it('pairs each row and each column at most once, and never a forbidden pair', () => {
    fc.assert(
      fc.property(matrices, (costs) => {
        const pairs = assignMinimumCost(costs);
        expect(new Set(pairs.map(([row]) => row)).size).toBe(pairs.length);
        expect(new Set(pairs.map(([, column]) => column)).size).toBe(pairs.length);
        expect(pairs.every(([row, column]) => Number.isFinite(costs[row]![column]))).toBe(true);
      }),
    );
  });

  it.each([
    { costs: [[1, 2], [3]], message: 'Cost matrix is not rectangular: row 1 has 1 values, row 0 has 2' },
    { costs: [[1, Number.NaN]], message: 'Cost [0][1] is NaN, expected a number or Infinity' },
    { costs: [[-Infinity]], message: 'Cost [0][0] is -Infinity, expected a number or Infinity' },
  ])('refuses invalid costs: $message', ({ costs, message }) => {
    expect(() => assignMinimumCost(costs)).toThrow(new RangeError(message));
  });
});
