import { fusedActivation, fusedBias } from './fusion.ts';
import { flagAttribute, input, type OpConverter } from './op-context.ts';

/** Converts a fully connected layer, with the bias and activation that are fused into it. */
const matrixProduct: OpConverter = (context) => {
  const { graph } = context;
  const a = input(context, 0);
  const b = input(context, 1);
  const transA = flagAttribute(context, 'transpose_a') ? 1 : 0;
  const transB = flagAttribute(context, 'transpose_b') ? 1 : 0;
  const product = graph.emit('Gemm', [graph.nhwc(a), graph.nhwc(b), ...fusedBias(context)], {
    transA,
    transB,
  });
  const shape = [a.shape[transA]!, b.shape[1 - transB]!];
  return [{ shape, type: 'float32', nhwc: fusedActivation(context, product) }];
};

const softmax: OpConverter = (context) => {
  const value = input(context, 0);
  const nhwc = context.graph.emit('Softmax', [context.graph.nhwc(value)], { axis: -1 });
  return [{ shape: value.shape, type: 'float32', nhwc }];
};

/** Operations of fully connected layers. */
export const matrixOps: Readonly<Record<string, OpConverter>> = {
  MatMul: matrixProduct,
  _FusedMatMul: matrixProduct,
  Softmax: softmax,
};
