import { elementTypes } from '../onnx/onnx-model.ts';
import { activate } from './convolution-ops.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { input, type OpContext, type OpConverter } from './op-context.ts';
import { broadcast, type Value } from './value.ts';

/** Applies a function of one value in the layout that the value has. */
function unary(apply: (graph: GraphBuilder, name: string, context: OpContext) => string): OpConverter {
  return (context) => {
    const value = input(context, 0);
    return [inItsLayout(context.graph, value, (name) => apply(context.graph, name, context))];
  };
}

/** Applies a function of two values that broadcast; with the channels first when one of them has them so. */
function binary(apply: (graph: GraphBuilder, a: string, b: string) => string): OpConverter {
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

const node = (op: string) => (graph: GraphBuilder, a: string, b: string) => graph.emit(op, [a, b]);

const squaredDifference = binary((graph, a, b) => {
  const difference = graph.emit('Sub', [a, b]);
  return graph.emit('Mul', [difference, difference]);
});

/** ONNX divides integers towards zero, TensorFlow towards minus infinity: the same for the indices that occur here. */
const floorDiv: OpConverter = (context) => {
  if (input(context, 0).type === 'int32') return binary(node('Div'))(context);
  return binary((graph, a, b) => graph.emit('Floor', [graph.emit('Div', [a, b])]))(context);
};

const cast: OpConverter = (context) => {
  const target = context.node.attr['DstT']?.type;
  const type = target === 'DT_INT32' ? 'int32' : target === 'DT_FLOAT' ? 'float32' : null;
  if (!type) throw new Error(`Cast "${context.node.name}" to ${target} is not supported`);
  const value = input(context, 0);
  const casted = inItsLayout(context.graph, value, (name) =>
    context.graph.emit('Cast', [name], { to: elementTypes[type] }),
  );
  return [{ ...casted, type }];
};

const softmax: OpConverter = (context) => {
  const value = input(context, 0);
  return [
    {
      shape: value.shape,
      type: 'float32',
      nhwc: context.graph.emit('Softmax', [context.graph.nhwc(value)], { axis: -1 }),
    },
  ];
};

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
  Softmax: softmax,
};

function inItsLayout(graph: GraphBuilder, value: Value, apply: (name: string) => string): Value {
  const { shape, type } = value;
  return value.nchw
    ? { shape, type, nchw: apply(value.nchw) }
    : { shape, type, nhwc: apply(graph.nhwc(value)) };
}

function isPictureOrConstant({ shape, constant }: Value): boolean {
  return shape.length === 4 || constant !== undefined;
}
