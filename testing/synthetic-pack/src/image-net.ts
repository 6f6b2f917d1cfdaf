import type { GraphBuilder } from '@deepsentinel/onnx-writer';

const mean = [0.485, 0.456, 0.406];
const deviation = [0.229, 0.224, 0.225];

/**
 * Undoes ImageNet's normalization.
 *
 * @param pictures float32 [N, 3, H, W], RGB
 * @returns the same pictures with colors of 0..1
 */
export function colorsOf(graph: GraphBuilder, pictures: string): string {
  const planes = (values: readonly number[]) => graph.float32Tensor([1, 3, 1, 1], Float32Array.from(values));
  return graph.emit('Add', [graph.emit('Mul', [pictures, planes(deviation)]), planes(mean)]);
}
