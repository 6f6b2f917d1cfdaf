import { describe, expect, test } from '@jest/globals';
import { compareOp, type OpCase } from '../testing/compare-op.ts';
import { attribute } from '../testing/graph-model.ts';
import { randomFloats, randomHalves } from '../testing/tensor.ts';
import { matrixOps } from './matrix-ops.ts';

const { flag, integer, texts } = attribute;
const shape = [1, 12];
const transposed = (a: boolean, b: boolean) => ({ transpose_a: flag(a), transpose_b: flag(b) });
const fused = (...ops: string[]) => ({
  ...transposed(false, false),
  fused_ops: texts(...ops),
  num_args: integer(1),
});

const cases: OpCase[] = [
  {
    op: 'MatMul',
    form: 'of rows and columns',
    shape,
    inputs: ['x', randomFloats([12, 5])],
    attributes: transposed(false, false),
  },
  {
    op: 'MatMul',
    form: 'with half-precision weights',
    shape,
    inputs: ['x', randomHalves([12, 6])],
    attributes: transposed(false, false),
  },
  {
    op: 'MatMul',
    form: 'with the second matrix transposed',
    shape,
    inputs: ['x', randomFloats([5, 12])],
    attributes: transposed(false, true),
  },
  {
    op: 'MatMul',
    form: 'with both matrices transposed',
    shape,
    inputs: ['x', randomFloats([5, 1])],
    attributes: transposed(true, true),
    fixedBatch: true,
  },
  {
    op: '_FusedMatMul',
    form: 'with bias',
    shape,
    inputs: ['x', randomFloats([12, 5]), randomFloats([5])],
    attributes: fused('BiasAdd'),
  },
  {
    op: '_FusedMatMul',
    form: 'with bias and Relu',
    shape,
    inputs: ['x', randomFloats([12, 5]), randomFloats([5])],
    attributes: fused('BiasAdd', 'Relu'),
  },
  { op: 'Softmax', form: 'of rows', shape, inputs: ['x'] },
];

describe('operations of fully connected layers compute what TensorFlow.js computes', () => {
  test.each(cases)('$op $form', (example) => compareOp(example));

  test('every one of them is compared', () => {
    expect(new Set(cases.map(({ op }) => op))).toEqual(new Set(Object.keys(matrixOps)));
  });
});
