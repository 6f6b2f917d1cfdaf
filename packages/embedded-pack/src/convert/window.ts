import { integersAttribute, type OpContext, textAttribute } from './op-context.ts';
import type { Value } from './value.ts';

/** Size, window and steps along one side of a picture. */
interface WindowAxis {
  /** Elements along the side. */
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

interface WindowResult {
  readonly outputSize: number;
  readonly padBefore: number;
  readonly padAfter: number;
}

/** A sliding window: its attributes in ONNX, and the shape of the resulting picture. */
export interface Window {
  readonly attributes: Readonly<Record<'kernel_shape' | 'strides' | 'dilations' | 'pads', readonly number[]>>;
  /** Batch, height and width of the result. */
  readonly outputShape: readonly [number, number, number];
}

/**
 * Reads the sliding window of a convolution or pooling.
 *
 * @param kernel height and width of the window
 * @throws {Error} a padding other than SAME and VALID, or a layout other than NHWC
 */
export function readWindow(context: OpContext, picture: Value, kernel: readonly [number, number]): Window {
  const layout = textAttribute(context, 'data_format');
  if (layout !== '' && layout !== 'NHWC') throw new Error(`data format "${layout}" is not supported`);
  const padding = textAttribute(context, 'padding');
  const [, ...strides] = integersAttribute(context, 'strides').slice(0, 3);
  const dilations = [1, 2].map((axis) => integersAttribute(context, 'dilations')[axis] ?? 1);
  const [vertical, horizontal] = [0, 1].map((axis) =>
    slideWindow(
      {
        size: picture.shape[axis + 1]!,
        kernel: kernel[axis]!,
        stride: strides[axis]!,
        dilation: dilations[axis]!,
      },
      padding,
    ),
  ) as [WindowResult, WindowResult];
  const pads = [vertical.padBefore, horizontal.padBefore, vertical.padAfter, horizontal.padAfter];
  return {
    attributes: { kernel_shape: kernel, strides, dilations, pads },
    outputShape: [picture.shape[0]!, vertical.outputSize, horizontal.outputSize],
  };
}

/**
 * Computes padding and output size of a sliding window by TensorFlow's rules: SAME puts the odd element of padding at
 * the end, VALID pads nothing.
 *
 * @throws {Error} another padding
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
function slideWindow({ size, kernel, stride, dilation }: WindowAxis, padding: string): WindowResult {
  const reach = (kernel - 1) * dilation + 1;
  if (padding === 'VALID') {
    return { outputSize: Math.ceil((size - reach + 1) / stride), padBefore: 0, padAfter: 0 };
  }
  if (padding !== 'SAME') throw new Error(`padding "${padding}" is not supported`);
  const outputSize = Math.ceil(size / stride);
  const total = Math.max(0, (outputSize - 1) * stride + reach - size);
  return { outputSize, padBefore: total >> 1, padAfter: total - (total >> 1) };
}
