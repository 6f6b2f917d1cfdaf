import { float16ToFloat32 } from './float16.ts';

/** A constant of a graph model, its elements as the file keeps them; a Uint16Array holds half-precision numbers. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint16Array;
}

/** The elements of a constant as numbers. */
export function weightNumbers({ data }: Weight): Float32Array | Int32Array {
  return data instanceof Uint16Array ? float16ToFloat32(data) : data;
}
