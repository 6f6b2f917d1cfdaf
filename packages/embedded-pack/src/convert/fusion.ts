import type { ConvertedGraph } from './converted-graph.ts';
import { input, type OpContext, textsAttribute } from './op-context.ts';

/** Names the bias that TensorFlow fuses into a convolution or matrix product, as the last input of the ONNX node. */
export function fusedBias(context: OpContext): string[] {
  return textsAttribute(context, 'fused_ops')[0] === 'BiasAdd' ? [context.graph.nhwc(input(context, 2))] : [];
}

/**
 * Applies the activation that TensorFlow fuses into an operation.
 *
 * @throws {Error} `activate` does not know it
 */
export function fusedActivation(context: OpContext, name: string): string {
  return textsAttribute(context, 'fused_ops')
    .filter((fused) => fused !== 'BiasAdd')
    .reduce((activated, activation) => activate(context.graph, activated, activation), name);
}

/**
 * Applies an activation.
 *
 * @throws {Error} it is neither Relu nor Relu6
 */
export function activate(graph: ConvertedGraph, name: string, activation: string): string {
  if (activation === 'Relu') return graph.emit('Relu', [name]);
  if (activation === 'Relu6') return graph.emit('Clip', [name, graph.float32(0), graph.float32(6)]);
  throw new Error(`activation "${activation}" is not supported`);
}
