import { fusedActivation, fusedBias } from './fusion.ts';
import { input, integersAttribute, type OpContext, type OpConverter } from './op-context.ts';
import { readWindow } from './window.ts';

/** Converts Conv2D and its fused forms: weights HWIO become OIHW. */
const convolution: OpConverter = (context) => {
  const { graph } = context;
  const picture = input(context, 0);
  const { weights, kernel, inChannels, multiplier: outChannels } = readWeights(context);
  const { attributes, outputShape } = readWindow(context, picture, kernel);
  const filter = graph.weight(weights, [outChannels, inChannels, ...kernel], [3, 2, 0, 1]);
  const convolved = graph.emit('Conv', [graph.nchw(picture), filter, ...fusedBias(context)], attributes);
  const nchw = fusedActivation(context, convolved);
  return [{ shape: [...outputShape, outChannels], type: 'float32', nchw }];
};

/** Converts a depthwise convolution. Each channel becomes a group of ONNX: weights HWCM become (C M)1HW. */
const depthwiseConvolution: OpConverter = (context) => {
  const { graph } = context;
  const picture = input(context, 0);
  const { weights, kernel, inChannels, multiplier } = readWeights(context);
  const { attributes, outputShape } = readWindow(context, picture, kernel);
  const outChannels = inChannels * multiplier;
  const filter = graph.weight(weights, [outChannels, 1, ...kernel], [2, 3, 0, 1]);
  const convolved = graph.emit('Conv', [graph.nchw(picture), filter, ...fusedBias(context)], {
    ...attributes,
    group: inChannels,
  });
  const nchw = fusedActivation(context, convolved);
  return [{ shape: [...outputShape, outChannels], type: 'float32', nchw }];
};

const maxPool: OpConverter = (context) => {
  const { graph } = context;
  const picture = input(context, 0);
  const [, height = 1, width = 1] = integersAttribute(context, 'ksize');
  const { attributes, outputShape } = readWindow(context, picture, [height, width]);
  const nchw = graph.emit('MaxPool', [graph.nchw(picture)], attributes);
  return [{ shape: [...outputShape, picture.shape[3]!], type: 'float32', nchw }];
};

/** Operations that slide a window over a picture. */
export const convolutionOps: Readonly<Record<string, OpConverter>> = {
  Conv2D: convolution,
  _FusedConv2D: convolution,
  DepthwiseConv2dNative: depthwiseConvolution,
  FusedDepthwiseConv2dNative: depthwiseConvolution,
  MaxPool: maxPool,
};

function readWeights(context: OpContext) {
  const { constant, shape } = input(context, 1);
  if (!constant) throw new Error('the weights must be constant');
  const [height, width, inChannels, multiplier] = shape as [number, number, number, number];
  return { weights: constant, kernel: [height, width] as const, inChannels, multiplier };
}
