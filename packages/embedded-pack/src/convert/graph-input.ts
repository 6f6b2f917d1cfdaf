import { elementTypes, type OnnxValue } from '@deepsentinel/onnx-writer';
import type { GraphModel, TfNode } from '../tfjs/graph-model.ts';
import type { ConversionOptions } from './conversion-options.ts';
import type { ConvertedGraph } from './converted-graph.ts';
import type { Value } from './value.ts';

interface InputContext {
  readonly graph: ConvertedGraph;
  readonly options: Pick<ConversionOptions, 'uint8Input' | 'dynamicBatch'>;
}

/**
 * Declares the graph's input, and scales it when it takes uint8.
 *
 * @throws {Error} the graph states no shape for it, or leaves more than the batch open
 */
export function placeInput(
  model: GraphModel,
  node: TfNode,
  { graph, options }: InputContext,
): { input: OnnxValue; value: Value } {
  const { uint8Input, dynamicBatch } = options;
  const shape = inputShape(model, node);
  const type = node.attr['dtype']?.type === 'DT_INT32' ? 'int32' : 'float32';
  const input: OnnxValue = {
    name: 'input',
    type: uint8Input ? 'uint8' : type,
    shape: openBatch(shape, dynamicBatch),
  };
  if (!uint8Input) return { input, value: { shape, type, nhwc: input.name } };
  let nhwc = graph.emit('Cast', [input.name], { to: elementTypes[type] });
  if (uint8Input.scale !== 1) nhwc = graph.emit('Mul', [nhwc, graph.float32(uint8Input.scale)]);
  if (uint8Input.bias !== 0) nhwc = graph.emit('Add', [nhwc, graph.float32(uint8Input.bias)]);
  return { input, value: { shape, type, nhwc } };
}

/** Replaces the leading dimension by a symbol where the batch is left open. */
export function openBatch(shape: readonly number[], dynamicBatch: boolean): (number | string)[] {
  return dynamicBatch ? ['N', ...shape.slice(1)] : [...shape];
}

/** Reads the shape of the input with a batch of one; TensorFlow writes -1 for an open batch. */
function inputShape(model: GraphModel, { name, attr }: TfNode): number[] {
  const [batch, ...rest] = model.inputShape(name) ?? attr['shape']?.shape?.dim.map(({ size }) => size) ?? [];
  if (batch === undefined || rest.some((size) => size < 1)) {
    throw new Error(`input "${name}": the shape [${[batch, ...rest]}] leaves more open than the batch`);
  }
  return [Math.max(1, batch), ...rest];
}
