import { constantInput, flagAttribute, input, type OpContext, type OpConverter } from './op-context.ts';
import { positiveAxis, toNchw } from './value.ts';

/** Converts padding with zeros. */
const pad: OpConverter = (context) => {
  const { graph } = context;
  const value = input(context, 0);
  const amounts = constantInput(context, 1);
  const before = (axis: number) => amounts[2 * axis]!;
  const after = (axis: number) => amounts[2 * axis + 1]!;
  const channelsFirst = value.nchw !== undefined;
  const axes = channelsFirst ? toNchw : value.shape.map((_, axis) => axis);
  const source = channelsFirst ? graph.nchw(value) : graph.nhwc(value);
  const padded = graph.emit('Pad', [source, graph.int64([...axes.map(before), ...axes.map(after)])]);
  const shape = value.shape.map((size, axis) => before(axis) + size + after(axis));
  return [{ shape, type: value.type, [channelsFirst ? 'nchw' : 'nhwc']: padded }];
};

const resizeBilinear: OpConverter = (context) => {
  const { graph } = context;
  const picture = input(context, 0);
  const [batch, height, width, channels] = picture.shape as [number, number, number, number];
  const [targetHeight, targetWidth] = constantInput(context, 1) as [number, number];
  const factors = [1, 1, resizeFactor(height, targetHeight), resizeFactor(width, targetWidth)];
  // ONNX's target size would have to state the batch; factors leave it open.
  const nchw = graph.emit('Resize', [graph.nchw(picture), '', graph.float32List(factors)], {
    mode: 'linear',
    coordinate_transformation_mode: coordinateMode(context),
  });
  return [{ shape: [batch, targetHeight, targetWidth, channels], type: 'float32', nchw }];
};

const mean: OpConverter = (context) => {
  const { graph } = context;
  const value = input(context, 0);
  const axes = constantInput(context, 1).map((axis) => positiveAxis(axis, value.shape.length));
  const keepsAxes = flagAttribute(context, 'keep_dims');
  const keepdims = keepsAxes ? 1 : 0;
  const shape = keepsAxes
    ? value.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : value.shape.filter((_, axis) => !axes.includes(axis));
  if (value.nchw && axes.join() === '1,2') {
    const reduced = graph.emit('ReduceMean', [value.nchw], { axes: [2, 3], keepdims });
    return [{ shape, type: 'float32', [keepsAxes ? 'nchw' : 'nhwc']: reduced }];
  }
  return [
    { shape, type: 'float32', nhwc: graph.emit('ReduceMean', [graph.nhwc(value)], { axes, keepdims }) },
  ];
};

/** Operations on the height and width of pictures. */
export const pictureOps: Readonly<Record<string, OpConverter>> = {
  Pad: pad,
  ResizeBilinear: resizeBilinear,
  Mean: mean,
};

function coordinateMode(context: OpContext): string {
  if (flagAttribute(context, 'align_corners')) return 'align_corners';
  return flagAttribute(context, 'half_pixel_centers') ? 'half_pixel' : 'asymmetric';
}

/** Finds a float32 near target / size whose product with the size is not below the target, as the runtime truncates. */
function resizeFactor(size: number, target: number): number {
  const factor = Math.fround(target / size);
  return factor * size >= target ? factor : Math.fround(factor * (1 + 2 ** -23));
}
