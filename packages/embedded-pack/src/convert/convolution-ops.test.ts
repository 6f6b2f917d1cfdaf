import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareOp, type OpCase } from '../testing/compare-op.ts';
import { attribute } from '../testing/graph-model.ts';
import { randomFloats, randomHalves } from '../testing/tensor.ts';
import { convolutionOps } from './convolution-ops.ts';

const { integer, integers, text, texts } = attribute;

interface WindowForm {
  readonly padding?: 'SAME' | 'VALID';
  readonly strides?: readonly [number, number];
  readonly dilations?: readonly [number, number];
}

const window = ({ padding = 'SAME', strides = [1, 1], dilations = [1, 1] }: WindowForm) => ({
  padding: text(padding),
  strides: integers(1, ...strides, 1),
  dilations: integers(1, ...dilations, 1),
  data_format: text('NHWC'),
});
const fused = (...ops: string[]) => ({ fused_ops: texts(...ops), num_args: integer(1) });
const weights = randomFloats([3, 3, 4, 5]);
const depthwise = randomFloats([3, 3, 4, 2]);

const cases: OpCase[] = [
  { op: 'Conv2D', form: 'SAME', inputs: ['x', weights], attributes: window({}) },
  { op: 'Conv2D', form: 'VALID', inputs: ['x', weights], attributes: window({ padding: 'VALID' }) },
  {
    op: 'Conv2D',
    form: 'with the channels first already',
    inputs: ['y', weights],
    attributes: window({ strides: [2, 2] }),
  },
  {
    op: 'Conv2D',
    form: 'with strides of its own in each direction',
    inputs: ['x', weights],
    attributes: window({ strides: [2, 3] }),
  },
  {
    op: 'Conv2D',
    form: 'dilated',
    inputs: ['x', randomFloats([3, 2, 4, 5])],
    attributes: window({ dilations: [2, 3] }),
  },
  {
    op: 'Conv2D',
    form: 'with half-precision weights',
    inputs: ['x', randomHalves([3, 3, 4, 5])],
    attributes: window({}),
  },
  {
    op: '_FusedConv2D',
    form: 'with bias',
    inputs: ['x', weights, randomFloats([5])],
    attributes: { ...window({}), ...fused('BiasAdd') },
  },
  {
    op: '_FusedConv2D',
    form: 'with bias and Relu',
    inputs: ['x', weights, randomFloats([5])],
    attributes: { ...window({}), ...fused('BiasAdd', 'Relu') },
  },
  {
    op: '_FusedConv2D',
    form: 'with half-precision bias and Relu6',
    inputs: ['x', randomFloats([1, 1, 4, 70]), randomHalves([70])],
    attributes: { ...window({}), ...fused('BiasAdd', 'Relu6') },
  },
  {
    op: 'DepthwiseConv2dNative',
    form: 'with one filter a channel',
    inputs: ['x', randomFloats([3, 3, 4, 1])],
    attributes: window({ strides: [2, 2] }),
  },
  {
    op: 'DepthwiseConv2dNative',
    form: 'with two filters a channel',
    inputs: ['y', depthwise],
    attributes: window({ padding: 'VALID' }),
  },
  {
    op: 'DepthwiseConv2dNative',
    form: 'dilated',
    inputs: ['x', depthwise],
    attributes: window({ dilations: [2, 2] }),
  },
  {
    op: 'FusedDepthwiseConv2dNative',
    form: 'with bias and Relu6',
    inputs: ['x', depthwise, randomFloats([8])],
    attributes: { ...window({}), ...fused('BiasAdd', 'Relu6') },
  },
  {
    op: 'MaxPool',
    form: 'SAME',
    inputs: ['x'],
    attributes: { ...window({ strides: [2, 2] }), ksize: integers(1, 3, 2, 1) },
  },
  {
    op: 'MaxPool',
    form: 'VALID',
    inputs: ['y'],
    attributes: { ...window({ padding: 'VALID', strides: [2, 1] }), ksize: integers(1, 2, 2, 1) },
  },
];

describe('operations that slide a window compute what TensorFlow.js computes', () => {
  test.each(cases)('$op $form', (example) => compareOp(example));

  test('every one of them is compared', () => {
    expect(new Set(cases.map(({ op }) => op))).toEqual(new Set(Object.keys(convolutionOps)));
  });

  test('Conv2D with any window', async () => {
    const side = fc.record({ size: fc.integer({ min: 5, max: 12 }), kernel: fc.integer({ min: 1, max: 3 }) });
    // TensorFlow.js refuses windows that are strided and dilated at once.
    const steps = fc
      .tuple(
        fc.constantFrom('strides', 'dilations'),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 2 }),
      )
      .map(([kind, vertical, horizontal]) => ({ [kind]: [vertical, horizontal] }));
    const anyWindow = fc.tuple(side, side, steps, fc.constantFrom<'SAME' | 'VALID'>('SAME', 'VALID'));
    await fc.assert(
      fc.asyncProperty(anyWindow, ([vertical, horizontal, step, padding]) => {
        const fits = padding === 'SAME' || (vertical.size > 6 && horizontal.size > 4);
        return compareOp({
          op: 'Conv2D',
          form: 'any',
          shape: [1, vertical.size, horizontal.size, 1],
          inputs: ['x', randomFloats([vertical.kernel, horizontal.kernel, 1, 2])],
          attributes: window({ ...step, padding: fits ? padding : 'SAME' }),
          fixedBatch: true,
        });
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
