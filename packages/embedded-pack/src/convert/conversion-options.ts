/** How a graph model is converted. */
export interface ConversionOptions {
  readonly name: string;
  /** Name of the output in the ONNX model -> name of the TensorFlow node, with `:n` for another output than its first. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Leaves the batch size open ("N"); only for graphs whose operations do not mix the elements of a batch. */
  readonly dynamicBatch: boolean;
  /** The input takes uint8, and `x * scale + bias` is computed inside the graph; null keeps the graph's own type. */
  readonly uint8Input: { readonly scale: number; readonly bias: number } | null;
}
