import { describe, expect, test } from '@jest/globals';
import { readGraphModel } from './graph-model.ts';

const weight = (name: string, shape: number[], more = {}) => ({ name, shape, dtype: 'float32', ...more });
const model = (weights: object[], topology: object = { node: [] }) => ({
  modelTopology: topology,
  weightsManifest: [{ weights }],
});

test('weights follow each other in the file, each in its own precision', () => {
  const bin = Buffer.concat([
    Buffer.from(Uint16Array.of(0x3c00, 0xc000, 0x3800).buffer),
    Buffer.from(Float32Array.of(0.5, -1.5).buffer),
    Buffer.from(Int32Array.of(-7).buffer),
  ]);
  const weights = [
    weight('halves', [3], { quantization: { dtype: 'float16' } }),
    weight('floats', [1, 2]),
    weight('integer', [], { dtype: 'int32' }),
  ];
  expect(Object.fromEntries(readGraphModel(model(weights), bin).weights)).toEqual({
    halves: { shape: [3], data: Uint16Array.of(0x3c00, 0xc000, 0x3800) },
    floats: { shape: [1, 2], data: Float32Array.of(0.5, -1.5) },
    integer: { shape: [], data: Int32Array.of(-7) },
  });
});

test.each(['x', 'x:0'])('the signature states the shape of an input that it calls "%s"', (name) => {
  const tensorShape = { dim: [{ size: '-1' }, { size: '8' }] };
  const read = readGraphModel(
    { ...model([]), signature: { inputs: { [name]: { tensorShape } } } },
    Buffer.alloc(0),
  );
  expect(read.inputShape('x')).toEqual([-1, 8]);
  expect(read.inputShape('y')).toBeNull();
});

describe('a model is refused when', () => {
  test.each([
    ['it is no graph model', { format: 'layers-model' }, 0, 'not a TensorFlow.js graph model'],
    ['a weight is of an unknown type', model([weight('w', [1], { dtype: 'string' })]), 4, 'dtype'],
    [
      'a weight is quantized to integers',
      model([weight('w', [1], { quantization: { dtype: 'uint8', scale: 1, min: 0 } })]),
      1,
      'quantization',
    ],
    ['a node has no operation', model([], { node: [{ name: 'n' }] }), 0, 'modelTopology.node[0].op'],
    ['the weights are cut short', model([weight('w', [3])]), 8, 'the weights end within "w" at byte 8'],
    ['bytes are left over', model([weight('w', [3])]), 16, 'the weights take 12 bytes, the file has 16'],
  ])('%s', (_case, json, bytes, message) => {
    expect(() => readGraphModel(json, Buffer.alloc(bytes))).toThrow(message);
  });
});
