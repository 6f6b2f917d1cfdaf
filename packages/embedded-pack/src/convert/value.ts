import type { Weight } from '../tfjs/weight.ts';

/**
 * A tensor while its graph is converted. TensorFlow.js keeps pictures as NHWC, ONNX's convolutions want NCHW; a value
 * knows under which name it exists in either layout, so that it is transposed only where it must be, and once.
 */
export interface Value {
  /** TensorFlow's shape (NHWC for pictures); the batch is 1. */
  readonly shape: readonly number[];
  readonly type: 'float32' | 'int32';
  /** Name of the ONNX value in TensorFlow's own layout. */
  nhwc?: string;
  /** Name of the ONNX value with the channels moved behind the batch; only for four dimensions. */
  nchw?: string;
  /** Set for constants. */
  readonly constant?: Weight;
}

/** Axis of NHWC -> axis of NCHW. */
export const nchwAxis = [0, 2, 3, 1] as const;
/** The transpositions between the layouts. */
export const toNchw = [0, 3, 1, 2] as const;
export const toNhwc = [0, 2, 3, 1] as const;

export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** Reorders the dimensions of a tensor's elements. */
export function permute<T extends Weight['data']>(
  data: T,
  shape: readonly number[],
  order: readonly number[],
): T {
  const sizes = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => elementCount(shape.slice(axis + 1)));
  const index = order.map(() => 0);
  const permuted = data.slice() as T;
  let source = 0;
  for (let target = 0; target < permuted.length; target++) {
    permuted[target] = data[source]!;
    for (let k = order.length - 1; k >= 0; k--) {
      source += steps[k]!;
      if (++index[k]! < sizes[k]!) break;
      source -= steps[k]! * sizes[k]!;
      index[k] = 0;
    }
  }
  return permuted;
}

/** Shape of an element-wise result of two operands. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[a.length - rank + axis] ?? 1;
    const y = b[b.length - rank + axis] ?? 1;
    return x === 1 ? y : x;
  });
}

export const positiveAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
