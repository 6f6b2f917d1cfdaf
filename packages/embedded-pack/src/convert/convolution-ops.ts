import type { GraphBuilder } from './graph-builder.ts';
import {
  input,
  integersAttribute,
  type OpContext,
  type OpConverter,
  textAttribute,
  textsAttribute,
} from './op-context.ts';
import { slideWindow } from './window.ts';

/** Conv2D and its fused and depthwise kin: weights HWIO become OIHW. */
const convolution: OpConverter = (context) => {
  const { graph, node } = context;
  const picture = input(context, 0);
  const weights = input(context, 1);
  if (!weights.constant) throw new Error(`${node.op} "${node.name}": the weights must be constant`);
  const [kernelHeight, kernelWidth, inChannels, last] = weights.shape as [number, number, number, number];
  const depthwise = node.op.includes('Depthwise');
  const outChannels = depthwise ? inChannels * last : last;
  const kernel = [kernelHeight, kernelWidth] as const;
  const { strides, dilations, vertical, horizontal } = window(context, picture.shape, kernel);
  const weightName = depthwise
    ? graph.weight(weights.constant, [outChannels, 1, ...kernel], [2, 3, 0, 1])
    : graph.weight(weights.constant, [outChannels, inChannels, ...kernel], [3, 2, 0, 1]);
  const fused = textsAttribute(context, 'fused_ops');
  const bias = fused[0] === 'BiasAdd' ? [graph.nhwc(input(context, 2))] : [];
  const convolved = graph.emit('Conv', [graph.nchw(picture), weightName, ...bias], {
    kernel_shape: kernel,
    strides,
    dilations,
    pads: [vertical.padBefore, horizontal.padBefore, vertical.padAfter, horizontal.padAfter],
    group: depthwise ? inChannels : 1,
  });
  const nchw = activations(context).reduce(
    (name, activation) => activate(graph, name, activation),
    convolved,
  );
  const shape = [picture.shape[0]!, vertical.outputSize, horizontal.outputSize, outChannels];
  return [{ shape, type: 'float32', nchw }];
};

/** A fully connected layer with its bias and activation. */
const matrixProduct: OpConverter = (context) => {
  const { graph } = context;
  const rows = input(context, 0);
  const columns = input(context, 1);
  const fused = textsAttribute(context, 'fused_ops');
  const bias = fused[0] === 'BiasAdd' ? [graph.nhwc(input(context, 2))] : [];
  const product = graph.emit('Gemm', [graph.nhwc(rows), graph.nhwc(columns), ...bias]);
  const nhwc = activations(context).reduce((name, activation) => activate(graph, name, activation), product);
  return [{ shape: [rows.shape[0]!, columns.shape[1]!], type: 'float32', nhwc }];
};

const maxPool: OpConverter = (context) => {
  const picture = input(context, 0);
  const [, height, width] = integersAttribute(context, 'ksize') as [number, number, number, number];
  const { strides, vertical, horizontal } = window(context, picture.shape, [height, width]);
  const nchw = context.graph.emit('MaxPool', [context.graph.nchw(picture)], {
    kernel_shape: [height, width],
    strides,
    pads: [vertical.padBefore, horizontal.padBefore, vertical.padAfter, horizontal.padAfter],
  });
  const shape = [picture.shape[0]!, vertical.outputSize, horizontal.outputSize, picture.shape[3]!];
  return [{ shape, type: 'float32', nchw }];
};

export const convolutionOps: Readonly<Record<string, OpConverter>> = {
  Conv2D: convolution,
  _FusedConv2D: convolution,
  DepthwiseConv2dNative: convolution,
  FusedDepthwiseConv2dNative: convolution,
  _FusedMatMul: matrixProduct,
  MaxPool: maxPool,
};

function window(
  context: OpContext,
  shape: readonly number[],
  [kernelHeight, kernelWidth]: readonly [number, number],
) {
  const padding = textAttribute(context, 'padding');
  const spatial = (name: string) => {
    const [, vertical = 1, horizontal = 1] = integersAttribute(context, name);
    return [vertical, horizontal] as const;
  };
  const strides = spatial('strides');
  const dilations = spatial('dilations');
  const slide = (axis: 0 | 1, kernel: number) =>
    slideWindow(
      { size: shape[axis + 1]!, kernel, stride: strides[axis], dilation: dilations[axis] },
      padding,
    );
  return { strides, dilations, vertical: slide(0, kernelHeight), horizontal: slide(1, kernelWidth) };
}

function activations(context: OpContext): string[] {
  return textsAttribute(context, 'fused_ops').filter((name) => name !== 'BiasAdd');
}

/** Applies an activation that TensorFlow fuses into other operations. */
export function activate(graph: GraphBuilder, name: string, activation: string): string {
  if (activation === 'Relu') return graph.emit('Relu', [name]);
  if (activation === 'Relu6') return graph.emit('Clip', [name, graph.float32(0), graph.float32(6)]);
  throw new Error(`activation "${activation}" is not supported`);
}
