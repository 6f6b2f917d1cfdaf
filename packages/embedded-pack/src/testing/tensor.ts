/** Numbers with a shape, last dimension fastest. */
export interface TestTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** A constant of a test graph; a Uint16Array holds half-precision numbers. */
export interface TestConstant {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint16Array;
}

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Makes a generator of pseudo-random integers 0..2^32-1; the same seed gives the same numbers (mulberry32). */
function randomIntegers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    const again = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
    return (again ^ (again >>> 14)) >>> 0;
  };
}

/** Makes random numbers from -2 to 2. */
export function randomFloats(shape: readonly number[], seed = count(shape)) {
  const next = randomIntegers(seed);
  return { shape, data: Float32Array.from({ length: count(shape) }, () => (next() / 2 ** 32) * 4 - 2) };
}

/** Makes random half-precision numbers from -2 to 2. */
export function randomHalves(shape: readonly number[]) {
  const next = randomIntegers(count(shape));
  const data = Uint16Array.from(
    { length: count(shape) },
    () => (next() & 0x83ff) | ((12 + (next() % 4)) << 10),
  );
  return { shape, data };
}

/** Makes random integers from -9 to 9. */
export function randomInts(shape: readonly number[]) {
  const next = randomIntegers(count(shape));
  return { shape, data: Int32Array.from({ length: count(shape) }, () => (next() % 19) - 9) };
}

/** Makes a list of integers, or with a shape a tensor of them. */
export function ints(data: readonly number[], shape: readonly number[] = [data.length]) {
  return { shape, data: Int32Array.from(data) };
}

/** Makes a tensor of numbers; without a shape a single number. */
export function floats(data: readonly number[], shape: readonly number[] = []) {
  return { shape, data: Float32Array.from(data) };
}
