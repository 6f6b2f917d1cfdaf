/** How a window slides along one side of a picture. */
export interface WindowAxis {
  /** Elements along the side. */
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

export interface WindowResult {
  readonly outputSize: number;
  readonly padBefore: number;
  readonly padAfter: number;
}

/**
 * Padding and output size of a sliding window by TensorFlow's rules: SAME puts the odd element of padding behind, VALID
 * pads nothing.
 *
 * @throws {Error} another padding
 */
export function slideWindow({ size, kernel, stride, dilation }: WindowAxis, padding: string): WindowResult {
  const reach = (kernel - 1) * dilation + 1;
  if (padding === 'VALID') {
    return { outputSize: Math.ceil((size - reach + 1) / stride), padBefore: 0, padAfter: 0 };
  }
  if (padding !== 'SAME') throw new Error(`padding "${padding}" is not supported`);
  const outputSize = Math.ceil(size / stride);
  const total = Math.max(0, (outputSize - 1) * stride + reach - size);
  return { outputSize, padBefore: total >> 1, padAfter: total - (total >> 1) };
}
