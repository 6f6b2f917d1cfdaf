import { elementTypes } from '../onnx/onnx-model.ts';
import {
  constantInput,
  flagAttribute,
  input,
  integerAttribute,
  integersAttribute,
  type OpConverter,
} from './op-context.ts';
import { elementCount, nchwAxis, positiveAxis, toNchw, type Value } from './value.ts';

const pad: OpConverter = (context) => {
  const { graph } = context;
  const value = input(context, 0);
  const amounts = constantInput(context, 1);
  const rank = value.shape.length;
  const channelsFirst = rank === 4 && value.nchw !== undefined;
  const order = channelsFirst ? toNchw : value.shape.keys().toArray();
  const pads = [...order.map((axis) => amounts[2 * axis]!), ...order.map((axis) => amounts[2 * axis + 1]!)];
  const source = channelsFirst ? graph.nchw(value) : graph.nhwc(value);
  const padded = graph.emit('Pad', [source, graph.int64(pads), graph.float32(0)]);
  const shape = value.shape.map((size, axis) => size + amounts[2 * axis]! + amounts[2 * axis + 1]!);
  return [{ shape, type: value.type, [channelsFirst ? 'nchw' : 'nhwc']: padded }];
};

const resizeBilinear: OpConverter = (context) => {
  const { graph } = context;
  const picture = input(context, 0);
  const [batch, height, width, channels] = picture.shape as [number, number, number, number];
  const [targetHeight, targetWidth] = constantInput(context, 1) as [number, number];
  const scales = graph.float32List([1, 1, targetHeight / height, targetWidth / width]);
  const nchw = graph.emit('Resize', [graph.nchw(picture), '', scales], {
    mode: 'linear',
    coordinate_transformation_mode: flagAttribute(context, 'align_corners')
      ? 'align_corners'
      : flagAttribute(context, 'half_pixel_centers')
        ? 'half_pixel'
        : 'asymmetric',
  });
  return [{ shape: [batch, targetHeight, targetWidth, channels], type: 'float32', nchw }];
};

const mean: OpConverter = (context) => {
  const { graph } = context;
  const value = input(context, 0);
  const axes = constantInput(context, 1).map((axis) => positiveAxis(axis, value.shape.length));
  const keepsDimensions = flagAttribute(context, 'keep_dims');
  const shape = keepsDimensions
    ? value.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : value.shape.filter((_, axis) => !axes.includes(axis));
  const attributes = { keepdims: keepsDimensions ? 1 : 0 };
  const overPicture = value.nchw !== undefined && axes.join() === '1,2';
  if (!overPicture)
    return [
      {
        shape,
        type: 'float32',
        nhwc: graph.emit('ReduceMean', [graph.nhwc(value)], { axes, ...attributes }),
      },
    ];
  const reduced = graph.emit('ReduceMean', [graph.nchw(value)], { axes: [2, 3], ...attributes });
  return [{ shape, type: 'float32', [keepsDimensions ? 'nchw' : 'nhwc']: reduced }];
};

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
  const axes = integersAttribute(context, 'squeeze_dims').map((axis) =>
    positiveAxis(axis, value.shape.length),
  );
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
  const parts = inputs.map((value) => graph.emit('Unsqueeze', [graph.nhwc(value), graph.int64([axis])]));
  const shape = first.shape.toSpliced(axis, 0, inputs.length);
  return [{ shape, type: first.type, nhwc: graph.emit('Concat', parts, { axis }) }];
};

const unpack: OpConverter = (context) => {
  const { graph } = context;
  const value = input(context, 0);
  const axis = positiveAxis(integerAttribute(context, 'axis'), value.shape.length);
  const shape = value.shape.toSpliced(axis, 1);
  return Array.from({ length: integerAttribute(context, 'num') }, (_, index): Value => {
    return {
      shape,
      type: value.type,
      nhwc: graph.emit('Gather', [graph.nhwc(value), graph.int64(index)], { axis }),
    };
  });
};

const gatherNd: OpConverter = (context) => {
  const { graph } = context;
  const value = input(context, 0);
  const indices = input(context, 1);
  const depth = indices.shape.at(-1)!;
  const wide = graph.emit('Cast', [graph.nhwc(indices)], { to: elementTypes.int64 });
  const shape = [...indices.shape.slice(0, -1), ...value.shape.slice(depth)];
  return [{ shape, type: value.type, nhwc: graph.emit('GatherND', [graph.nhwc(value), wide]) }];
};

const argMax: OpConverter = (context) => {
  const { graph } = context;
  const value = input(context, 0);
  const [along = 0] = constantInput(context, 1);
  const axis = positiveAxis(along, value.shape.length);
  const index = graph.emit('ArgMax', [graph.nhwc(value)], { axis, keepdims: 0 });
  const nhwc = graph.emit('Cast', [index], { to: elementTypes.int32 });
  return [{ shape: value.shape.toSpliced(axis, 1), type: 'int32', nhwc }];
};

export const shapeOps: Readonly<Record<string, OpConverter>> = {
  Pad: pad,
  ResizeBilinear: resizeBilinear,
  Mean: mean,
  Reshape: reshape,
  ExpandDims: expandDims,
  Squeeze: squeeze,
  ConcatV2: concat,
  Pack: pack,
  Unpack: unpack,
  GatherNd: gatherNd,
  ArgMax: argMax,
};
