/**
 * Damping constant of Cormack, Clarke and Büttcher: the first entry of one list does not outrank one that is high in
 * both.
 */
const damping = 60;

/**
 * Merges ranked lists of the same items into one order (reciprocal rank fusion): each list contributes 1 / (60 + rank).
 *
 * @param key identity of an item
 * @returns each item once, with its score, highest first; items of equal score in the order in which they came
 * @see https://doi.org/10.1145/1571941.1572114
 */
export function fuseRanks<T>(
  lists: readonly (readonly T[])[],
  key: (entry: T) => string,
): (readonly [entry: T, score: number])[] {
  const fused = new Map<string, [T, number]>();
  for (const list of lists) {
    for (const [index, entry] of list.entries()) {
      const score = 1 / (damping + index + 1);
      const known = fused.get(key(entry));
      if (known) known[1] += score;
      else fused.set(key(entry), [entry, score]);
    }
  }
  return [...fused.values()].sort(([, a], [, b]) => b - a);
}
