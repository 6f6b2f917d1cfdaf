import { GraphBuilder, type OnnxModel } from '@deepsentinel/onnx-writer';

/** What a network is to answer in one of its outputs. */
export interface ReplayedOutput {
  readonly shape: readonly number[];
  /** Last dimension fastest. */
  readonly values: Float32Array;
  /** Elements to which a value of the input is added, as a share of 255. */
  readonly sees?: readonly { readonly element: number; readonly inputIndex: number }[];
}

/**
 * A network that takes pictures, uint8 NHWC, and gives known outputs, in which single values of the input may show up.
 *
 * @param shape of the input `input`
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
    const seen = graph.emit('Mul', [
      graph.emit('Gather', [pixels, graph.int64(indices)]),
      graph.float32Tensor([values.length], shares),
    ]);
    const sum = graph.emit('Add', [seen, graph.float32Tensor([values.length], values)]);
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
