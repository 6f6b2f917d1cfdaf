/** Of Cormack, Clarke and Büttcher: it keeps the first of one list from outdoing what stands well in both. */
const damping = 60;

/**
 * Puts ranked lists of the same things into one order (reciprocal rank fusion): each list gives 1 / (60 + rank).
 *
 * @param key tells which entries are the same thing
 * @returns each thing once, with its score, the highest first; things of equal score in the order in which they came
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
