import type { OnnxModel, OnnxValue } from '@deepsentinel/onnx-writer';
import type { GraphModel, TfNode } from '../tfjs/graph-model.ts';
import type { ConversionOptions } from './conversion-options.ts';
import { ConvertedGraph } from './converted-graph.ts';
import { openBatch, placeInput } from './graph-input.ts';
import { opConverters } from './op-registry.ts';
import type { Value } from './value.ts';

/**
 * Converts a TensorFlow.js graph model to ONNX. The input is named `input` and keeps its NHWC layout, as do the
 * outputs; inside, pictures have their channels first. Nodes that no output needs are left out.
 *
 * @throws {Error} the graph uses an operation, or a form of one, that cannot be converted; the message names the node
 */
export function convertGraphModel(model: GraphModel, options: ConversionOptions): OnnxModel {
  const graph = new ConvertedGraph();
  const values = new Map<string, Value[]>();
  const inputs: OnnxValue[] = [];

  const build = (node: TfNode): Value[] => {
    if (node.op === 'Const') return [constantOf(model, node.name)];
    if (node.op !== 'Placeholder') return convertNode(node, { graph, valueAt, options });
    const { input, value } = placeInput(model, node, { graph, options });
    if (inputs.push(input) > 1) throw new Error(`the graph has a second input, "${node.name}"`);
    return [value];
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

interface NodeSurroundings {
  readonly graph: ConvertedGraph;
  readonly valueAt: (reference: string) => Value;
  readonly options: ConversionOptions;
}

function convertNode(node: TfNode, { graph, valueAt, options }: NodeSurroundings): Value[] {
  const convert = opConverters.get(node.op);
  if (!convert) throw new Error(`operation ${node.op} of node "${node.name}" cannot be converted`);
  // A caret marks a node that only has to run before.
  const inputs = node.input.filter((reference) => !reference.startsWith('^')).map(valueAt);
  try {
    return convert({ graph, node, inputs, dynamicBatch: options.dynamicBatch });
  } catch (cause) {
    throw new Error(`${node.op} "${node.name}" cannot be converted: ${(cause as Error).message}`, { cause });
  }
}

function constantOf(model: GraphModel, name: string): Value {
  const constant = model.weights.get(name);
  if (!constant) throw new Error(`the weights hold no constant "${name}"`);
  return { shape: constant.shape, type: constant.data instanceof Int32Array ? 'int32' : 'float32', constant };
}
