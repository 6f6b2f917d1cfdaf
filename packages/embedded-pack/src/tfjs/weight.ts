import { float16ToFloat32 } from './float16.ts';

/** A constant of a graph model with the elements of the file; a Uint16Array holds half-precision numbers. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint16Array;
}

/** Converts the elements of a constant to numbers. */
export function weightNumbers({ data }: Weight): Float32Array | Int32Array {
  return data instanceof Uint16Array ? float16ToFloat32(data) : data;
}
