import { DeviceError, DeviceMemoryError } from '../errors.ts';

/**
 * Runs items through a network, as many at once as the device has memory for: a run that fails for memory is split in
 * halves, and what has fitted is remembered for the runs to come.
 *
 * Batches are powers of two. On `cuda` the first run of each size costs a search for the fastest algorithms, which the
 * binding for Node cannot turn off, and so there are few sizes.
 */
export class OomBatchBackOff {
  #size: number;

  /** @param maxBatch items that the network takes at once; `Infinity` when that is free */
  constructor(maxBatch: number) {
    this.#size = maxBatch;
  }

  /**
   * @param runBatch gives a result for each item, in their order
   * @returns a result for each item, in their order
   * @throws {DeviceError} the memory does not suffice for a single item
   */
  async run<Item, Result>(
    items: readonly Item[],
    runBatch: (batch: readonly Item[]) => Promise<readonly Result[]>,
  ): Promise<Result[]> {
    const results: Result[] = [];
    while (results.length < items.length) {
      const size = powerOfTwo(Math.min(this.#size, items.length - results.length));
      const batch = items.slice(results.length, results.length + size);
      try {
        results.push(...(await runBatch(batch)));
      } catch (cause) {
        this.#size = smaller(size, cause);
      }
    }
    return results;
  }
}

/** The largest that is not above. */
function powerOfTwo(count: number): number {
  return 2 ** Math.floor(Math.log2(count));
}

function smaller(size: number, cause: unknown): number {
  if (!(cause instanceof DeviceMemoryError)) throw cause;
  if (size > 1) return size / 2;
  const reason = (cause.cause as Error).message;
  throw new DeviceError(`the device has too little memory for a single frame: ${reason}`, { cause });
}
