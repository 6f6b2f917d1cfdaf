import { describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type ElementType, type OnnxModel, writeOnnxModel } from './onnx-model.ts';

const bytes = ({ buffer }: { buffer: ArrayBufferLike }) => new Uint8Array(buffer as ArrayBuffer);

interface ModelOverrides {
  readonly attributes?: OnnxModel['nodes'][number]['attributes'];
  readonly initializers?: OnnxModel['initializers'];
  readonly outputShape?: OnnxModel['outputs'][number]['shape'];
}

/** Makes the model `output = op(input)` on float32 [N, 4], with any further inputs constant. */
function modelOf(
  op: string,
  { attributes = {}, initializers = [], outputShape = ['N', 4] }: ModelOverrides = {},
): OnnxModel {
  const inputs = ['input', ...initializers.map(({ name }) => name)];
  return {
    name: op,
    nodes: [{ op, inputs, outputs: ['output'], attributes }],
    initializers,
    inputs: [{ name: 'input', type: 'float32', shape: ['N', 4] }],
    outputs: [{ name: 'output', type: 'float32', shape: outputShape }],
  };
}

async function run(model: OnnxModel, data: readonly number[]): Promise<number[]> {
  const session = await InferenceSession.create(writeOnnxModel(model));
  const shape = [data.length / 4, 4];
  const { output } = await session.run({ input: new Tensor('float32', Float32Array.from(data), shape) });
  return Array.from(output!.data as Float32Array);
}

describe('ONNX Runtime reads', () => {
  test('a symbolic dimension', async () => {
    const session = await InferenceSession.create(writeOnnxModel(modelOf('Relu')));
    expect(session.inputMetadata).toMatchObject([{ name: 'input', type: 'float32', shape: ['N', 4] }]);
    expect(await run(modelOf('Relu'), [-1, 2, -3, 4, 5, -6, 7, -8])).toEqual([0, 2, 0, 4, 5, 0, 7, 0]);
  });

  test('a float attribute', async () => {
    expect(
      await run(modelOf('LeakyRelu', { attributes: { alpha: { float: 0.5 } } }), [-2, 2, -4, 4]),
    ).toEqual([-1, 2, -2, 4]);
  });

  test('a negative integer attribute', async () => {
    const model = modelOf('Softmax', { attributes: { axis: -1 } });
    expect(await run(model, [1, 1, 1, 1])).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  test('a list of integers', async () => {
    const model = modelOf('Transpose', { attributes: { perm: [1, 0] }, outputShape: [4, 'N'] });
    expect(await run(model, [1, 2, 3, 4, 5, 6, 7, 8])).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
  });

  test('a text attribute', async () => {
    const initializers = [
      { name: 'pads', type: 'int64' as const, shape: [4], data: bytes(BigInt64Array.of(0n, 1n, 0n, -1n)) },
    ];
    const model = modelOf('Pad', { attributes: { mode: 'reflect' }, initializers });
    expect(await run(model, [1, 2, 3, 4])).toEqual([2, 1, 2, 3]);
  });
});

describe('a constant is read as', () => {
  const constants: [ElementType, Uint8Array][] = [
    ['float32', bytes(Float32Array.of(0.5, -2, 3, 0))],
    ['float16', bytes(Uint16Array.of(0x3800, 0xc000, 0x4200, 0))],
    ['int32', bytes(Int32Array.of(7, -2, 3, 0))],
    ['int64', bytes(BigInt64Array.of(7n, -2n, 3n, 0n))],
    ['uint8', Uint8Array.of(7, 254, 3, 0)],
    ['bool', Uint8Array.of(1, 0, 1, 0)],
  ];
  const expected: Record<ElementType, number[]> = {
    float32: [0.5, -2, 3, 0],
    float16: [0.5, -2, 3, 0],
    int32: [7, -2, 3, 0],
    int64: [7, -2, 3, 0],
    uint8: [7, 254, 3, 0],
    bool: [1, 0, 1, 0],
  };

  test.each(constants)('%s', async (type, data) => {
    const model: OnnxModel = {
      ...modelOf('Add'),
      nodes: [
        { op: 'Cast', inputs: ['constant'], outputs: ['numbers'], attributes: { to: 1 } },
        { op: 'Add', inputs: ['input', 'numbers'], outputs: ['output'], attributes: {} },
      ],
      initializers: [{ name: 'constant', type, shape: [4], data }],
    };
    expect(await run(model, [0, 0, 0, 0])).toEqual(expected[type]);
  });
});

test('the same model gives the same bytes', () => {
  const model = modelOf('Softmax', { attributes: { axis: -1 } });
  expect(writeOnnxModel(model)).toEqual(writeOnnxModel(structuredClone(model)));
});
