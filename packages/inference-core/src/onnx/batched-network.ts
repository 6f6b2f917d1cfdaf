import { Tensor } from 'onnxruntime-node';
import type { OnnxSession } from './onnx-session.ts';
import { OomBatchBackOff } from './oom-batch-back-off.ts';

/** A float32 input of a network, made of one item for each place of the batch. */
export interface BatchInput<Item> {
  readonly name: string;
  /** Places of the network's batch, null where that is free. */
  readonly batch: number | null;
  /** Of one place. */
  readonly shape: readonly number[];
  /** @param place zeros of that shape */
  paint(item: Item, place: Float32Array): void;
}

/** For one item, its part of each float32 output. */
export type ItemOutputs = Readonly<Record<string, Float32Array>>;

/**
 * Runs a network over any number of items: as many at once as it takes and the device has memory for. Where its batch is
 * fixed, the last one is filled up with zeros.
 */
export class BatchedNetwork<Item> {
  readonly #session: OnnxSession;
  readonly #input: BatchInput<Item>;
  readonly #backOff: OomBatchBackOff;

  constructor(session: OnnxSession, input: BatchInput<Item>) {
    this.#session = session;
    this.#input = input;
    this.#backOff = new OomBatchBackOff(input.batch ?? Number.POSITIVE_INFINITY);
  }

  /** @returns for each item, in their order, what the network gives for it */
  run(items: readonly Item[]): Promise<ItemOutputs[]> {
    return this.#backOff.run(items, (batch) => this.#runBatch(batch));
  }

  async #runBatch(items: readonly Item[]): Promise<ItemOutputs[]> {
    const input = this.#input;
    const tensor = batchTensor(items, input.batch ?? items.length, input);
    const outputs = await this.#session.run({ [input.name]: tensor });
    return items.map((_item, place) => outputsAt(outputs, place));
  }
}

function batchTensor<Item>(items: readonly Item[], size: number, { shape, paint }: BatchInput<Item>): Tensor {
  const length = shape.reduce((product, side) => product * side, 1);
  const data = new Float32Array(size * length);
  for (const [place, item] of items.entries())
    paint(item, data.subarray(place * length, (place + 1) * length));
  return new Tensor('float32', data, [size, ...shape]);
}

function outputsAt(outputs: Readonly<Record<string, Tensor>>, place: number): ItemOutputs {
  const parts = Object.entries(outputs).map(([name, { data, dims }]) => {
    const length = data.length / dims[0]!;
    return [name, (data as Float32Array).subarray(place * length, (place + 1) * length)];
  });
  return Object.fromEntries(parts);
}
