import { GraphBuilder, type OnnxModel } from '@deepsentinel/onnx-writer';
import type { SyntheticModel } from '@deepsentinel/synthetic-pack';

/** Values that a network returns in one of its outputs. */
export interface ReplayedOutput {
  readonly shape: readonly number[];
  /** Row-major: the last dimension varies fastest. */
  readonly values: Float32Array;
  /** Elements to which one value of the input, divided by 255, is added. */
  readonly sees?: readonly { readonly element: number; readonly inputIndex: number }[];
}

/**
 * Builds a network that takes pictures, uint8 NHWC, and returns known outputs, to which single input values may be
 * added.
 *
 * @param shape shape of the input `input`
 */
export function replayOutputs(
  shape: readonly number[],
  outputs: Readonly<Record<string, ReplayedOutput>>,
): OnnxModel {
  const graph = new GraphBuilder();
  const pixels = graph.emit('Reshape', [graph.emit('Cast', ['input'], { to: 1 }), graph.int64([-1])]);
  for (const [name, { shape: outputShape, values, sees = [] }] of Object.entries(outputs)) {
    const indices = new Array<number>(values.length).fill(0);
    const shares = new Float32Array(values.length);
    for (const { element, inputIndex } of sees) {
      indices[element] = inputIndex;
      shares[element] = 1 / 255;
    }
    const addends = graph.emit('Mul', [
      graph.emit('Gather', [pixels, graph.int64(indices)]),
      graph.float32Tensor([values.length], shares),
    ]);
    const sum = graph.emit('Add', [addends, graph.float32Tensor([values.length], values)]);
    graph.alias(graph.emit('Reshape', [sum, graph.int64(outputShape)]), name);
  }
  return graph.model('replay', {
    inputs: [{ name: 'input', type: 'uint8', shape }],
    outputs: Object.entries(outputs).map(([name, output]) => ({
      name,
      type: 'float32',
      shape: output.shape,
    })),
  });
}

/** Input, known output and manifest entries of a replayed YOLO. */
export interface ReplayedYolo {
  readonly input: readonly [width: number, height: number];
  /** Shape of one picture's output. */
  readonly shape: readonly [number, number];
  readonly output: readonly number[];
  readonly labels: readonly string[];
  readonly thresholds: Readonly<Record<string, number>>;
}

/** Builds a YOLO that answers every picture with a known output. */
export function replayYolo({ input, shape, output, labels, thresholds }: ReplayedYolo): SyntheticModel {
  const [width, height] = input;
  const graph = new GraphBuilder();
  const mean = graph.emit('ReduceMean', ['images'], { axes: [1, 2, 3], keepdims: 1 });
  const nothing = graph.emit('Squeeze', [graph.emit('Mul', [mean, graph.float32(0)]), graph.int64([3])]);
  const known = graph.float32Tensor([1, ...shape], Float32Array.from(output));
  graph.alias(graph.emit('Add', [nothing, known]), 'output0');
  const onnx = graph.model('replay', {
    inputs: [{ name: 'images', type: 'float32', shape: ['N', 3, height, width] }],
    outputs: [{ name: 'output0', type: 'float32', shape: ['N', ...shape] }],
  });
  return {
    entry: {
      slot: 'detector',
      family: 'yolo',
      labels: [...labels],
      thresholds: { ...thresholds },
      constants: {},
      options: {},
    },
    networks: { model: { file: 'replay.onnx', onnx } },
    assets: {},
  };
}
