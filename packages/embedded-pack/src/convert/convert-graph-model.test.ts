import { describe, expect, test } from '@jest/globals';
import { attribute, graphModel, type TestNode } from '../testing/graph-model.ts';
import { runOnnx } from '../testing/run-onnx.ts';
import { floats, ints, randomFloats, randomHalves, type TestConstant } from '../testing/tensor.ts';
import { readGraphModel } from '../tfjs/graph-model.ts';
import type { ConversionOptions } from './conversion-options.ts';
import { convertGraphModel } from './convert-graph-model.ts';

const { integers, text, texts } = attribute;
const node = (name: string, op: string, inputs: TestNode['inputs'], attributes = {}): TestNode => ({
  name,
  op,
  inputs,
  attributes,
});
const window = { padding: text('SAME'), strides: integers(1, 1, 1, 1) };
const convolution = (name: string, input: string, weights: string | TestConstant) =>
  node(name, 'Conv2D', [input, weights], window);

function convert(
  nodes: readonly TestNode[],
  options: Partial<ConversionOptions> = {},
  shape = [-1, 4, 4, 3],
) {
  const { json, bin } = graphModel({ shape, type: 'DT_FLOAT' }, nodes);
  return convertGraphModel(readGraphModel(json, bin), {
    name: 'test',
    outputs: { output: nodes.at(-1)!.name },
    dynamicBatch: true,
    uint8Input: null,
    ...options,
  });
}

const opsOf = ({ nodes }: { nodes: readonly { op: string }[] }) => nodes.map(({ op }) => op);

test('a picture is transposed once on its way in and once on its way out', () => {
  const square = randomFloats([3, 3, 3, 3]);
  const model = convert([
    convolution('a', 'x', square),
    node('b', 'Relu', ['a']),
    convolution('c', 'b', square),
    node('d', 'AddV2', ['c', 'b']),
    node('e', 'Mul', ['d', randomFloats([3])]),
  ]);
  expect(opsOf(model)).toEqual(['Transpose', 'Conv', 'Relu', 'Conv', 'Add', 'Mul', 'Transpose', 'Identity']);
});

test('what the outputs do not need is left out', () => {
  const model = convert([
    node('unneeded', 'NoSuchOp', ['x', randomFloats([9])]),
    node('needed', 'Relu', ['x']),
  ]);
  expect(opsOf(model)).toEqual(['Relu', 'Identity']);
  expect(model.initializers).toEqual([]);
});

test('a node that only has to run before is no operand', () => {
  expect(opsOf(convert([node('a', 'Relu', ['x']), node('b', 'Relu6', ['x', '^a'])]))).toEqual([
    'Clip',
    'Identity',
  ]);
});

test('half-precision weights stay so in the file unless they are few', () => {
  const few = convert([convolution('a', 'x', randomHalves([1, 1, 3, 2]))]);
  expect(few.initializers.map(({ type }) => type)).toEqual(['float32']);
  const many = convert([convolution('a', 'x', randomHalves([5, 5, 3, 2]))]);
  expect(many.initializers.map(({ type, shape }) => ({ type, shape }))).toEqual([
    { type: 'float16', shape: [2, 3, 5, 5] },
  ]);
});

test('pixels are scaled inside the graph', async () => {
  const model = convert([node('a', 'Identity', ['x'])], { uint8Input: { scale: 0.25, bias: -1 } }, [-1, 3]);
  expect(model.inputs).toEqual([{ name: 'input', type: 'uint8', shape: ['N', 3] }]);
  const [output] = await runOnnx(model, { shape: [1, 3], data: Uint8Array.of(0, 6, 255) });
  expect(Array.from(output!.data)).toEqual([-1, 0.5, 62.75]);
});

test('a batch that is not left open is one', () => {
  const model = convert([node('a', 'Relu', ['x'])], { dynamicBatch: false });
  expect(model.inputs[0]!.shape).toEqual([1, 4, 4, 3]);
  expect(model.outputs[0]!.shape).toEqual([1, 4, 4, 3]);
});

describe('a graph is refused, by name and reason, when', () => {
  test.each<[string, TestNode[], string]>([
    [
      'an operation is unknown',
      [node('deep/erf', 'Erf', ['x'])],
      'operation Erf of node "deep/erf" cannot be converted',
    ],
    [
      'a padding is explicit',
      [node('conv', 'Conv2D', ['x', randomFloats([3, 3, 3, 1])], { ...window, padding: text('EXPLICIT') })],
      'Conv2D "conv" cannot be converted: padding "EXPLICIT" is not supported',
    ],
    [
      'pictures have their channels first',
      [node('conv', 'Conv2D', ['x', randomFloats([3, 3, 3, 1])], { ...window, data_format: text('NCHW') })],
      'Conv2D "conv" cannot be converted: data format "NCHW" is not supported',
    ],
    [
      'an unknown activation is fused',
      [
        node('conv', '_FusedConv2D', ['x', randomFloats([3, 3, 3, 1]), floats([1], [1])], {
          ...window,
          fused_ops: texts('BiasAdd', 'Elu'),
        }),
      ],
      '_FusedConv2D "conv" cannot be converted: activation "Elu" is not supported',
    ],
    [
      'weights are computed',
      [node('w', 'Relu', [randomFloats([3, 3, 3, 1])]), convolution('conv', 'x', 'w')],
      'Conv2D "conv" cannot be converted: the weights must be constant',
    ],
    [
      'a shape is computed',
      [node('s', 'Identity', ['x']), node('r', 'Reshape', ['x', 's'])],
      'Reshape "r" cannot be converted: input 1 must be a constant',
    ],
    ['an input is missing', [node('a', 'Mul', ['x'])], 'Mul "a" cannot be converted: input 1 is missing'],
    [
      'a cast has an unknown target',
      [node('c', 'Cast', ['x'], { DstT: attribute.type('DT_BOOL') })],
      'Cast "c" cannot be converted: a cast to DT_BOOL is not supported',
    ],
    ['a node is absent', [node('a', 'Relu', ['b'])], 'the graph has no node "b"'],
    ['an output is absent', [node('a', 'Relu', ['x:1'])], 'node "x" has no output 1'],
    [
      'it has a second input',
      [
        node('z', 'Placeholder', [], { shape: { shape: { dim: [{ size: '1' }] } } }),
        node('a', 'Add', ['x', 'z']),
      ],
      'the graph has a second input, "z"',
    ],
  ])('%s', (_case, nodes, message) => {
    expect(() => convert(nodes)).toThrow(message);
  });

  test('more than the batch is open', () => {
    expect(() => convert([node('a', 'Relu', ['x'])], {}, [-1, -1, 4, 3])).toThrow(
      'input "x": the shape [-1,-1,4,3] leaves more open than the batch',
    );
  });

  test('a constant has no weights', () => {
    const { json, bin } = graphModel({ shape: [1, 2], type: 'DT_FLOAT' }, [
      node('a', 'Add', ['x', ints([1])]),
    ]);
    const { weights: _, ...rest } = readGraphModel(json, bin);
    const options = { name: 'test', outputs: { output: 'a' }, dynamicBatch: false, uint8Input: null };
    expect(() => convertGraphModel({ ...rest, weights: new Map() }, options)).toThrow(
      'the weights hold no constant "constant_0"',
    );
  });
});
