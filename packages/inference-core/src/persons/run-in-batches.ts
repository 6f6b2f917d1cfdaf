import { Tensor } from 'onnxruntime-node';
import type { OnnxSession } from '../models/onnx-session.ts';

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
 * Runs a network over any number of items: all at once where its batch is free, else in batches of its size, of which
 * the last is filled up with zeros.
 *
 * @returns for each item, in their order, what the network gives for it
 */
export async function runInBatches<Item>(
  session: OnnxSession,
  items: readonly Item[],
  input: BatchInput<Item>,
): Promise<ItemOutputs[]> {
  const size = input.batch ?? items.length;
  const results: ItemOutputs[] = [];
  for (let from = 0; from < items.length; from += size) {
    const group = items.slice(from, from + size);
    const outputs = await session.run({ [input.name]: batchTensor(group, size, input) });
    results.push(...group.map((_item, place) => outputsAt(outputs, place)));
  }
  return results;
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
