/** Options of the conversion of a graph model. */
export interface ConversionOptions {
  readonly name: string;
  /**
   * TensorFlow nodes by the name of the output in the ONNX model, with `:n` for another output of the node than its
   * first.
   */
  readonly outputs: Readonly<Record<string, string>>;
  /** Whether the batch size is left open ("N"); only for graphs whose operations do not mix the elements of a batch. */
  readonly dynamicBatch: boolean;
  /** Makes the input uint8 and computes `x * scale + bias` inside the graph; null keeps the graph's own type. */
  readonly uint8Input: { readonly scale: number; readonly bias: number } | null;
}
