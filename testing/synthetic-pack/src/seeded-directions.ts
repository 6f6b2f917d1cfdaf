/** Computes a reproducible number -1..1 from a counter, with MurmurHash3's last step. */
export function seededNumber(seed: number): number {
  let hash = Math.imul(seed + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x7fffffff - 1;
}

/** Makes a vector of about length 1, float32 [dimensions]; vectors of different seeds are nearly orthogonal. */
export function seededDirection(seed: number, dimensions: number): Float32Array {
  const scale = Math.sqrt(3 / dimensions);
  return Float32Array.from(
    { length: dimensions },
    (_, axis) => scale * seededNumber(seed * dimensions + axis),
  );
}
