import { describe, expect, test } from '@jest/globals';
import { compareOp, type OpCase } from '../testing/compare-op.ts';
import { attribute } from '../testing/graph-model.ts';
import { ints, randomFloats } from '../testing/tensor.ts';
import { shapeOps } from './shape-ops.ts';

const { integer, integers } = attribute;
const row = [1, 6];

const cases: OpCase[] = [
  { op: 'Reshape', form: 'flattens with the channels last', inputs: ['x', ints([-1, 168])] },
  { op: 'Reshape', form: 'flattens with the channels first', inputs: ['y', ints([-1, 168])] },
  { op: 'Reshape', form: 'makes a picture', shape: [1, 24], inputs: ['x', ints([-1, 3, 2, 4])] },
  { op: 'Reshape', form: 'finds an inner dimension', inputs: ['y', ints([1, -1, 4])], fixedBatch: true },
  { op: 'Reshape', form: 'drops the batch', inputs: ['y', ints([42, -1])], fixedBatch: true },
  { op: 'ExpandDims', form: 'in the middle', shape: row, inputs: ['x', ints([1], [])] },
  { op: 'ExpandDims', form: 'at the end', shape: row, inputs: ['x', ints([-1], [])] },
  { op: 'ExpandDims', form: 'of a picture with the channels first', inputs: ['y', ints([3], [])] },
  {
    op: 'Squeeze',
    form: 'of one dimension',
    shape: [1, 1, 6, 1],
    inputs: ['x'],
    attributes: { squeeze_dims: integers(1) },
  },
  {
    op: 'Squeeze',
    form: 'of dimensions counted from the end, channels first',
    shape: [1, 1, 6, 1],
    inputs: ['y'],
    attributes: { squeeze_dims: integers(-1, -3) },
  },
  {
    op: 'Squeeze',
    form: 'of whatever has one element',
    shape: [1, 1, 6, 1],
    inputs: ['x'],
    attributes: { squeeze_dims: integers() },
    fixedBatch: true,
  },
  { op: 'ConcatV2', form: 'of channels in either layout', inputs: ['x', 'y', ints([3], [])] },
  {
    op: 'ConcatV2',
    form: 'of three, counted from the end',
    inputs: ['y', 'x', 'y', ints([-3], [])],
    attributes: { N: integer(3) },
  },
  { op: 'ConcatV2', form: 'of no pictures', shape: row, inputs: ['x', 'x', ints([1], [])] },
  {
    op: 'ConcatV2',
    form: 'with a constant',
    inputs: [randomFloats([1, 7, 6, 2]), 'y', ints([3], [])],
    fixedBatch: true,
  },
  {
    op: 'Pack',
    form: 'at the front',
    shape: row,
    inputs: ['x', 'x'],
    attributes: { axis: integer(0) },
    fixedBatch: true,
  },
  { op: 'Pack', form: 'at the end', shape: row, inputs: ['x', 'x', 'x'], attributes: { axis: integer(-1) } },
  {
    op: 'Unpack',
    form: 'of columns',
    shape: row,
    inputs: ['x'],
    attributes: { axis: integer(1), num: integer(6) },
    outputs: 6,
  },
  {
    op: 'Unpack',
    form: 'of channels',
    inputs: ['y'],
    attributes: { axis: integer(-1), num: integer(4) },
    outputs: 4,
  },
];

describe('operations that arrange elements give what TensorFlow.js gives', () => {
  test.each(cases)('$op $form', (example) => compareOp(example));

  test('every one of them is compared', () => {
    expect(new Set(cases.map(({ op }) => op))).toEqual(new Set(Object.keys(shapeOps)));
  });
});
