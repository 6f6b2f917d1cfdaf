import { DeviceError, DeviceMemoryError } from '../errors.ts';
import type { Network, Tensor } from './network.ts';

/** A float32 input of a network that takes a batch of items. */
export interface BatchInput<Item> {
  readonly name: string;
  /** Fixed batch size of the network; null when it takes any. */
  readonly batch: number | null;
  /** Shape of one item, without the batch dimension. */
  readonly shape: readonly number[];
  /** Writes an item into its slice of the batch tensor, float32 of `shape`, zeros before. */
  write(item: Item, slice: Float32Array): void;
}

/** Slices of the network's float32 outputs that belong to one item, by output name. */
export type ItemOutputs = Readonly<Record<string, Float32Array>>;

/**
 * Runs a network over any number of items, as many at once as it takes and the device has memory for. A fixed batch
 * that is not full is padded with zeros.
 */
export class BatchedNetwork<Item> {
  readonly #session: Network;
  readonly #input: BatchInput<Item>;
  readonly #backOff: OomBatchBackOff;

  constructor(session: Network, input: BatchInput<Item>) {
    this.#session = session;
    this.#input = input;
    this.#backOff = new OomBatchBackOff(input.batch ?? Number.POSITIVE_INFINITY);
  }

  /** @returns the network's outputs for each item, in the order of the items */
  run(items: readonly Item[]): Promise<ItemOutputs[]> {
    return this.#backOff.run(items, (batch) => this.#runBatch(batch));
  }

  async #runBatch(items: readonly Item[]): Promise<ItemOutputs[]> {
    const input = this.#input;
    const tensor = batchTensor(items, input.batch ?? items.length, input);
    const outputs = await this.#session.run({ [input.name]: tensor });
    return items.map((_item, index) => outputsOfItem(outputs, index));
  }
}

function batchTensor<Item>(items: readonly Item[], size: number, { shape, write }: BatchInput<Item>): Tensor {
  const length = shape.reduce((product, side) => product * side, 1);
  const data = new Float32Array(size * length);
  for (const [index, item] of items.entries())
    write(item, data.subarray(index * length, (index + 1) * length));
  return { type: 'float32', data, dims: [size, ...shape] };
}

function outputsOfItem(outputs: Readonly<Record<string, Tensor>>, index: number): ItemOutputs {
  const slices = Object.entries(outputs).map(([name, { data, dims }]) => {
    const length = data.length / dims[0]!;
    return [name, (data as Float32Array).subarray(index * length, (index + 1) * length)];
  });
  return Object.fromEntries(slices);
}

/**
 * Splits items into batches that fit the device's memory: a run that fails for lack of memory is repeated with half the
 * batch, and the size that has fitted is kept for later runs.
 *
 * Batch sizes are powers of two. On `cuda` the first run of each size searches for the fastest algorithms, which the
 * binding for Node cannot turn off, so there should be few sizes.
 */
export class OomBatchBackOff {
  #size: number;

  /** @param maxBatch largest batch that the network takes; `Infinity` when it takes any */
  constructor(maxBatch: number) {
    this.#size = maxBatch;
  }

  /**
   * @param runBatch returns a result for each item, in their order
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
        this.#size = smallerBatch(size, cause);
      }
    }
    return results;
  }
}

/** Rounds down to a power of two. */
function powerOfTwo(count: number): number {
  return 2 ** Math.floor(Math.log2(count));
}

/** @throws the cause, unless it is a lack of memory that a smaller batch may avoid */
function smallerBatch(size: number, cause: unknown): number {
  if (!(cause instanceof DeviceMemoryError)) throw cause;
  if (size > 1) return size / 2;
  const reason = (cause.cause as Error).message;
  throw new DeviceError(`the device has too little memory for a single frame: ${reason}`, { cause });
}

/** Splits a list into batches of a size; the last may be smaller. */
export function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
