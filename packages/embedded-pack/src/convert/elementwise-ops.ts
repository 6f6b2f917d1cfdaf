import { elementTypes } from '@deepsentinel/onnx-writer';
import type { ConvertedGraph } from './converted-graph.ts';
import { activate } from './fusion.ts';
import { input, type OpConverter } from './op-context.ts';
import { broadcast, type Value } from './value.ts';

/** Applies a function of one value in the layout that the value has. */
function unary(apply: (graph: ConvertedGraph, name: string) => string): OpConverter {
  return (context) => [inItsLayout(context.graph, input(context, 0), (name) => apply(context.graph, name))];
}

/** Applies a function of two values that broadcast; with the channels first when one of them has that layout. */
function binary(apply: (graph: ConvertedGraph, a: string, b: string) => string): OpConverter {
  return (context) => {
    const { graph } = context;
    const a = input(context, 0);
    const b = input(context, 1);
    const shape = broadcast(a.shape, b.shape);
    const channelsFirst =
      shape.length === 4 &&
      [a, b].some(({ nchw, constant }) => nchw && !constant) &&
      [a, b].every(isPictureOrConstant);
    const operand = (value: Value) => (channelsFirst ? graph.nchwOperand(value) : graph.nhwc(value));
    return [{ shape, type: a.type, [channelsFirst ? 'nchw' : 'nhwc']: apply(graph, operand(a), operand(b)) }];
  };
}

const node = (op: string) => (graph: ConvertedGraph, a: string, b: string) => graph.emit(op, [a, b]);

const squaredDifference = binary((graph, a, b) => {
  const difference = graph.emit('Sub', [a, b]);
  return graph.emit('Mul', [difference, difference]);
});

/** Rounds towards minus infinity. ONNX's division of integers rounds towards zero, so the remainder is subtracted first. */
const floorDiv: OpConverter = (context) => {
  const isInteger = input(context, 0).type === 'int32';
  return binary((graph, a, b) => {
    if (!isInteger) return graph.emit('Floor', [graph.emit('Div', [a, b])]);
    const divisible = graph.emit('Sub', [a, graph.emit('Mod', [a, b])]);
    return graph.emit('Div', [divisible, b]);
  })(context);
};

const castTypes: Readonly<Record<string, Value['type']>> = { DT_INT32: 'int32', DT_FLOAT: 'float32' };

const cast: OpConverter = (context) => {
  const { graph, node } = context;
  const target = node.attr['DstT']?.type;
  const type = castTypes[target ?? ''];
  if (!type) throw new Error(`a cast to ${target} is not supported`);
  const to = elementTypes[type];
  const converted = inItsLayout(graph, input(context, 0), (name) => graph.emit('Cast', [name], { to }));
  return [{ ...converted, type }];
};

/** Operations that compute each element independently. */
export const elementwiseOps: Readonly<Record<string, OpConverter>> = {
  Identity: (context) => [input(context, 0)],
  Add: binary(node('Add')),
  AddV2: binary(node('Add')),
  Sub: binary(node('Sub')),
  Mul: binary(node('Mul')),
  RealDiv: binary(node('Div')),
  Minimum: binary(node('Min')),
  Maximum: binary(node('Max')),
  SquaredDifference: squaredDifference,
  FloorDiv: floorDiv,
  Relu: unary((graph, name) => activate(graph, name, 'Relu')),
  Relu6: unary((graph, name) => activate(graph, name, 'Relu6')),
  Sigmoid: unary((graph, name) => graph.emit('Sigmoid', [name])),
  Sqrt: unary((graph, name) => graph.emit('Sqrt', [name])),
  Cast: cast,
};

function inItsLayout(graph: ConvertedGraph, value: Value, apply: (name: string) => string): Value {
  const { shape, type } = value;
  return value.nchw
    ? { shape, type, nchw: apply(value.nchw) }
    : { shape, type, nhwc: apply(graph.nhwc(value)) };
}

function isPictureOrConstant({ shape, constant }: Value): boolean {
  return shape.length === 4 || constant !== undefined;
}
