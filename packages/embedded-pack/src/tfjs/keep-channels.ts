import type { GraphModel } from './graph-model.ts';
import type { Weight } from './weight.ts';

/**
 * Narrows a convolution with a bias to its first output channels, so that the others are neither computed nor copied.
 *
 * @param convolution name of a `_FusedConv2D` node, whose weights are HWIO
 * @throws {Error} no such node, or its weights are no constants
 */
export function keepChannels(model: GraphModel, convolution: string, channels: number): GraphModel {
  const [, weights = '', bias = ''] = model.nodes.get(convolution)?.input ?? [];
  const kept = [weights, bias].map((name): [string, Weight] => {
    const weight = model.weights.get(name);
    if (!weight) throw new Error(`"${convolution}" is no convolution with constant weights and bias`);
    return [name, keepLast(weight, channels)];
  });
  return { ...model, weights: new Map([...model.weights, ...kept]) };
}

/** Keeps the first elements of the last dimension. */
function keepLast({ shape, data }: Weight, count: number): Weight {
  const size = shape.at(-1)!;
  return { shape: shape.with(-1, count), data: data.filter((_, index) => index % size < count) };
}
