import { describe, expect, test } from '@jest/globals';
import { compareOp, type OpCase } from '../testing/compare-op.ts';
import { attribute } from '../testing/graph-model.ts';
import { floats, ints, randomFloats } from '../testing/tensor.ts';
import { elementwiseOps } from './elementwise-ops.ts';

const toFloat = { DstT: attribute.type('DT_FLOAT') };
const toInteger = { DstT: attribute.type('DT_INT32') };

const unary = ['Identity', 'Relu', 'Relu6', 'Sigmoid', 'Sqrt'].flatMap((op): OpCase[] => [
  { op, form: 'with the channels last', inputs: ['x'] },
  { op, form: 'with the channels first', inputs: ['y'] },
  { op, form: 'of no picture', inputs: ['x'], shape: [1, 9] },
]);

const binary = [
  ...['Add', 'AddV2', 'Sub', 'Mul', 'RealDiv', 'Minimum', 'Maximum', 'SquaredDifference', 'FloorDiv'],
].flatMap((op): OpCase[] => [
  { op, form: 'of pictures in either layout', inputs: ['x', 'y'] },
  { op, form: 'of a picture and a number', inputs: ['y', floats([0.75])] },
  { op, form: 'of a number and a picture', inputs: [floats([0.75]), 'x'] },
]);

const others: OpCase[] = [
  { op: 'Add', form: 'of a picture and a number for each channel', inputs: ['y', randomFloats([4])] },
  { op: 'Sub', form: 'of a number for each channel and a picture', inputs: [randomFloats([4]), 'y'] },
  { op: 'Mul', form: 'of a picture and a row of columns', inputs: ['y', randomFloats([6, 1])] },
  { op: 'Sub', form: 'of a constant picture and a picture', inputs: [randomFloats([1, 7, 6, 4]), 'y'] },
  {
    op: 'Add',
    form: 'of a picture of one channel and four numbers',
    shape: [1, 5, 5, 1],
    inputs: ['y', randomFloats([4])],
  },
  {
    op: 'Add',
    form: 'of a row and a larger constant',
    shape: [1, 4],
    inputs: ['x', randomFloats([3, 4])],
    fixedBatch: true,
  },
  {
    op: 'FloorDiv',
    form: 'of integers of either sign',
    shape: [1, 60],
    integers: true,
    inputs: ['x', ints([4], [])],
  },
  {
    op: 'FloorDiv',
    form: 'by a negative integer',
    shape: [1, 60],
    integers: true,
    inputs: ['x', ints([-4], [])],
  },
  { op: 'Sub', form: 'of integers', shape: [1, 60], integers: true, inputs: [ints([3], []), 'x'] },
  {
    op: 'Cast',
    form: 'from integers to numbers',
    shape: [1, 60],
    integers: true,
    inputs: ['x'],
    attributes: toFloat,
  },
  { op: 'Cast', form: 'from numbers of either sign to integers', inputs: ['x'], attributes: toInteger },
  { op: 'Cast', form: 'with the channels first', inputs: ['y'], attributes: toInteger },
];

const cases = [...unary, ...binary, ...others];

describe('operations on each element compute what TensorFlow.js computes', () => {
  test.each(cases)('$op $form', (example) => compareOp(example));

  test('every one of them is compared', () => {
    expect(new Set(cases.map(({ op }) => op))).toEqual(new Set(Object.keys(elementwiseOps)));
  });
});
