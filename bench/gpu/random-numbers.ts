/** Gives the next numbers of a sequence, evenly spread around zero with a standard deviation. */
export type RandomNumbers = (count: number, deviation: number) => Float32Array;

/**
 * Makes a sequence of random numbers; the same seed gives the same numbers.
 *
 * @see https://en.wikipedia.org/wiki/Xorshift
 */
export function randomNumbers(seed: number): RandomNumbers {
  let state = seed || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return (count, deviation) => {
    const range = deviation * Math.sqrt(12);
    return Float32Array.from({ length: count }, () => (next() - 0.5) * range);
  };
}
