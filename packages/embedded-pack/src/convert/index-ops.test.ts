import { describe, expect, test } from '@jest/globals';
import { compareOp, type OpCase } from '../testing/compare-op.ts';
import { floats, ints } from '../testing/tensor.ts';
import { indexOps } from './index-ops.ts';

const cases: OpCase[] = [
  {
    op: 'GatherNd',
    form: 'looks single elements up',
    shape: [1, 5, 3],
    inputs: ['x', ints([0, 4, 2, 0, 0, 1], [2, 3])],
    fixedBatch: true,
  },
  {
    op: 'GatherNd',
    form: 'looks the channels of pixels up, channels first',
    inputs: ['y', ints([0, 6, 5, 0, 2, 3, 0, 0, 0], [3, 3])],
    fixedBatch: true,
  },
  { op: 'ArgMax', form: 'along a row', shape: [1, 20], inputs: ['x', ints([1], [])] },
  { op: 'ArgMax', form: 'along the channels, counted from the end', inputs: ['y', ints([-1], [])] },
  {
    op: 'ArgMax',
    form: 'takes the first of equals',
    shape: [1, 4],
    inputs: [floats([1, 3, 3, 2, 5, 5, 0, 5], [2, 4]), ints([1], [])],
    fixedBatch: true,
  },
];

describe('operations on indices give what TensorFlow.js gives', () => {
  test.each(cases)('$op $form', (example) => compareOp(example));

  test('every one of them is compared', () => {
    expect(new Set(cases.map(({ op }) => op))).toEqual(new Set(Object.keys(indexOps)));
  });
});
