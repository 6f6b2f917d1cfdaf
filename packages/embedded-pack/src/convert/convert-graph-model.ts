import { elementTypes, type OnnxModel, type OnnxValue } from '../onnx/onnx-model.ts';
import type { GraphModel, TfNode } from '../tfjs/graph-model.ts';
import { convolutionOps } from './convolution-ops.ts';
import { elementwiseOps } from './elementwise-ops.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { OpConverter } from './op-context.ts';
import { shapeOps } from './shape-ops.ts';
import type { Value } from './value.ts';

/** The TensorFlow operations that can be converted. */
export const supportedOps: Readonly<Record<string, OpConverter>> = {
  ...convolutionOps,
  ...elementwiseOps,
  ...shapeOps,
};

export interface ConversionOptions {
  readonly name: string;
  /** Name of the output in the ONNX model -> name of the TensorFlow node, with `:n` for another output than its first. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Leaves the batch size open ("N"); only for graphs whose operations do not mix the elements of a batch. */
  readonly dynamicBatch: boolean;
  /** The input takes uint8, and `x * scale + bias` is computed inside the graph; null keeps the graph's own type. */
  readonly uint8Input: { readonly scale: number; readonly bias: number } | null;
}

/**
 * Converts a TensorFlow.js graph model to ONNX. The input is named `input` and keeps its NHWC layout; inside,
 * pictures are laid out with the channels first.
 *
 * @throws {Error} the graph uses an operation, or a form of one, that cannot be converted; the message names the node
 */
export function convertGraphModel(model: GraphModel, options: ConversionOptions): OnnxModel {
  const graph = new GraphBuilder();
  const values = new Map<string, Value[]>();
  const inputs: OnnxValue[] = [];

  const build = (node: TfNode): Value[] => {
    if (node.op === 'Const') return [constantOf(model, node.name)];
    if (node.op === 'Placeholder') {
      const placed = placeInput(model, node, { graph, options });
      inputs.push(placed.input);
      return [placed.value];
    }
    const convert = supportedOps[node.op];
    if (!convert) throw new Error(`operation ${node.op} of node "${node.name}" cannot be converted`);
    const operands = node.input.filter((reference) => !reference.startsWith('^')).map(valueAt);
    return convert({ graph, node, inputs: operands, dynamicBatch: options.dynamicBatch });
  };

  const valueAt = (reference: string): Value => {
    const [name = '', output = '0'] = reference.split(':');
    const node = model.nodes.get(name);
    if (!node) throw new Error(`the graph has no node "${name}"`);
    if (!values.has(name)) values.set(name, build(node));
    const value = values.get(name)![Number(output)];
    if (!value) throw new Error(`node "${name}" has no output ${output}`);
    return value;
  };

  const outputs = Object.entries(options.outputs).map(([name, reference]): OnnxValue => {
    const value = valueAt(reference);
    graph.alias(graph.nhwc(value), name);
    return { name, type: value.type, shape: openBatch(value.shape, options.dynamicBatch) };
  });
  return { name: options.name, nodes: graph.nodes, initializers: graph.initializers, inputs, outputs };
}

function constantOf(model: GraphModel, name: string): Value {
  const constant = model.weights.get(name);
  if (!constant) throw new Error(`the weights hold no constant "${name}"`);
  return { shape: constant.shape, type: constant.data instanceof Int32Array ? 'int32' : 'float32', constant };
}

function placeInput(
  model: GraphModel,
  node: TfNode,
  { graph, options }: { graph: GraphBuilder; options: ConversionOptions },
): { input: OnnxValue; value: Value } {
  const declared =
    model.inputShape(node.name) ?? node.attr['shape']?.shape?.dim.map(({ size }) => size) ?? [];
  const shape = declared.map((size) => Math.max(1, size));
  const type = node.attr['dtype']?.type === 'DT_INT32' ? 'int32' : 'float32';
  const { uint8Input, dynamicBatch } = options;
  const input: OnnxValue = {
    name: 'input',
    type: uint8Input ? 'uint8' : type,
    shape: openBatch(shape, dynamicBatch),
  };
  if (!uint8Input) return { input, value: { shape, type, nhwc: 'input' } };
  let name = graph.emit('Cast', ['input'], { to: elementTypes[type] });
  if (uint8Input.scale !== 1) name = graph.emit('Mul', [name, graph.float32(uint8Input.scale)]);
  if (uint8Input.bias !== 0) name = graph.emit('Add', [name, graph.float32(uint8Input.bias)]);
  return { input, value: { shape, type, nhwc: name } };
}

function openBatch(shape: readonly number[], dynamicBatch: boolean): (number | string)[] {
  return dynamicBatch ? ['N', ...shape.slice(1)] : [...shape];
}
