import { constantInput, input, integerAttribute, integersAttribute, type OpConverter } from './op-context.ts';
import { elementCount, nchwAxis, positiveAxis } from './value.ts';

const reshape: OpConverter = (context) => {
  const { graph, dynamicBatch } = context;
  const value = input(context, 0);
  const wanted = constantInput(context, 1);
  const known = elementCount(wanted.filter((size) => size !== -1));
  const shape = wanted.map((size) => (size === -1 ? elementCount(value.shape) / known : size));
  // A 0 copies the batch, whatever its size.
  const target = dynamicBatch && shape[0] === value.shape[0] ? [0, ...shape.slice(1)] : shape;
  return [{ shape, type: value.type, nhwc: graph.emit('Reshape', [graph.nhwc(value), graph.int64(target)]) }];
};

const expandDims: OpConverter = (context) => {
  const { graph } = context;
  const value = input(context, 0);
  const [axis = 0] = constantInput(context, 1);
  const position = positiveAxis(axis, value.shape.length + 1);
  const nhwc = graph.emit('Unsqueeze', [graph.nhwc(value), graph.int64([position])]);
  return [{ shape: value.shape.toSpliced(position, 0, 1), type: value.type, nhwc }];
};

const squeeze: OpConverter = (context) => {
  const { graph } = context;
  const value = input(context, 0);
  const named = integersAttribute(context, 'squeeze_dims').map((axis) =>
    positiveAxis(axis, value.shape.length),
  );
  const axes = named.length > 0 ? named : [...value.shape.keys()].filter((axis) => value.shape[axis] === 1);
  const shape = value.shape.filter((_, axis) => !axes.includes(axis));
  return [{ shape, type: value.type, nhwc: graph.emit('Squeeze', [graph.nhwc(value), graph.int64(axes)]) }];
};

const concat: OpConverter = (context) => {
  const { graph, inputs } = context;
  const values = inputs.slice(0, -1);
  const first = input(context, 0);
  const [lastInput = 0] = constantInput(context, inputs.length - 1);
  const axis = positiveAxis(lastInput, first.shape.length);
  const length = values.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  const channelsFirst = first.shape.length === 4 && values.some(({ nchw }) => nchw !== undefined);
  const names = values.map((value) => (channelsFirst ? graph.nchw(value) : graph.nhwc(value)));
  const joined = graph.emit('Concat', names, { axis: channelsFirst ? nchwAxis[axis]! : axis });
  return [
    { shape: first.shape.with(axis, length), type: first.type, [channelsFirst ? 'nchw' : 'nhwc']: joined },
  ];
};

const pack: OpConverter = (context) => {
  const { graph, inputs } = context;
  const first = input(context, 0);
  const axis = positiveAxis(integerAttribute(context, 'axis'), first.shape.length + 1);
  const unsqueezed = inputs.map((value) => graph.emit('Unsqueeze', [graph.nhwc(value), graph.int64([axis])]));
  const shape = first.shape.toSpliced(axis, 0, inputs.length);
  return [{ shape, type: first.type, nhwc: graph.emit('Concat', unsqueezed, { axis }) }];
};

const unpack: OpConverter = (context) => {
  const { graph } = context;
  const value = input(context, 0);
  const axis = positiveAxis(integerAttribute(context, 'axis'), value.shape.length);
  const shape = value.shape.toSpliced(axis, 1);
  const source = graph.nhwc(value);
  return Array.from({ length: integerAttribute(context, 'num') }, (_, index) => {
    return { shape, type: value.type, nhwc: graph.emit('Gather', [source, graph.int64(index)], { axis }) };
  });
};

/** Operations that rearrange elements without computing any. */
export const shapeOps: Readonly<Record<string, OpConverter>> = {
  Reshape: reshape,
  ExpandDims: expandDims,
  Squeeze: squeeze,
  ConcatV2: concat,
  Pack: pack,
  Unpack: unpack,
};
