import type { Weight } from '../tfjs/weight.ts';

/**
 * A tensor during conversion. TensorFlow.js keeps pictures as NHWC, ONNX's convolutions want NCHW; a value records its
 * name in either layout, so that it is transposed only where needed, and once.
 */
export interface Value {
  /** Shape in TensorFlow's layout (NHWC for pictures); the batch is 1. */
  readonly shape: readonly number[];
  readonly type: 'float32' | 'int32';
  /** Name of the ONNX value in TensorFlow's own layout. */
  nhwc?: string;
  /** Name of the ONNX value with the channels moved behind the batch; only for four dimensions. */
  nchw?: string;
  /** Elements of a constant; absent for computed values. */
  readonly constant?: Weight;
}

/** Axis of NCHW for each axis of NHWC. */
export const nchwAxis = [0, 2, 3, 1] as const;
/** Transposition from NHWC to NCHW. */
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

/** Computes the shape of an element-wise result of two operands. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[a.length - rank + axis] ?? 1;
    const y = b[b.length - rank + axis] ?? 1;
    return x === 1 ? y : x;
  });
}

export const positiveAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
