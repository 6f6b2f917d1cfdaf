import { elementTypes } from '@deepsentinel/onnx-writer';
import { constantInput, input, type OpConverter } from './op-context.ts';
import { positiveAxis } from './value.ts';

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

/** Operations that find or look up elements. TensorFlow's indices are int32, ONNX's int64. */
export const indexOps: Readonly<Record<string, OpConverter>> = {
  GatherNd: gatherNd,
  ArgMax: argMax,
};
