/** Vectors of the tokens of several texts, as a network gives them. */
export interface TokenVectors {
  /** float32 [texts, length, dimensions] */
  readonly vectors: Float32Array;
  readonly length: number;
  readonly dimensions: number;
}

/**
 * The mean of a text's token vectors, padding left out.
 *
 * @param text its place in the batch
 * @param tokenCount how many of its tokens count, from the first on
 * @see https://sbert.net/docs/package_reference/sentence_transformer/modules.html Pooling, `mean`
 */
export function meanPooled(
  { vectors, length, dimensions }: TokenVectors,
  text: number,
  tokenCount: number,
): Float32Array {
  const sums = new Float64Array(dimensions);
  const start = text * length * dimensions;
  for (let token = 0; token < tokenCount; token++) {
    const offset = start + token * dimensions;
    for (let axis = 0; axis < dimensions; axis++) sums[axis]! += vectors[offset + axis]!;
  }
  return Float32Array.from(sums, (sum) => sum / tokenCount);
}

/** The vector of a text's first token, in which some models sum the text up. */
export function firstTokenPooled({ vectors, length, dimensions }: TokenVectors, text: number): Float32Array {
  const start = text * length * dimensions;
  return vectors.slice(start, start + dimensions);
}

/** The same direction at length 1; zeros stay zeros. */
export function normalized(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
