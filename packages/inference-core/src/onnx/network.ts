import type { TensorContract } from '@deepsentinel/model-pack';

/** A loaded network: its time counts as time spent in models, and it is released with the analyzer. */
export interface LoadedNetwork {
  /** Milliseconds spent in the network since it was loaded. */
  readonly busyMs: number;
  dispose(): Promise<void>;
}

/** Data of a tensor, by its type: `float16` as bits in a Uint16Array, `bool` as bytes. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | string[];

/** Tensor as a network takes and returns it. A plain object will do. */
export interface Tensor {
  /** Name of the element type in ONNX Runtime, for instance `float32`. */
  readonly type: string;
  /** Elements, the last dimension fastest. */
  readonly data: TensorData;
  readonly dims: readonly number[];
}

/** Loaded ONNX network, checked against the manifest. */
export interface Network extends LoadedNetwork {
  readonly inputs: readonly TensorContract[];
  readonly outputs: readonly TensorContract[];
  /**
   * Runs the network.
   *
   * @param feeds a tensor for each input, by name
   * @returns the outputs by name
   */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}
