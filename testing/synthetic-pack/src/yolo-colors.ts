import type { GraphBuilder } from '@deepsentinel/onnx-writer';

/** Colors that the network finds. Both become another color when red and blue are swapped. */
export type YoloColor = 'red' | 'yellow';

/** Saturation below which pixels are background; encoded video blurs colors towards their surroundings. */
const minSaturation = 0.4;
/** Level above which a channel was not scaled to 0..1. */
const maxLevel = 1.2;

/** Names of the color channels, float32 [N, 1, height, width] each. */
export type Channels = readonly [red: string, green: string, blue: string];

/** Takes the channels of a picture at half its size: the rest costs a quarter, and edges are found within two pixels. */
export function halve(graph: GraphBuilder, images: string): Channels {
  const half = graph.emit('AveragePool', [images], { kernel_shape: [2, 2], strides: [2, 2] });
  const [red, green, blue] = graph.emitAll('Split', [half], { outputs: 3, attributes: { axis: 1 } });
  return [red!, green!, blue!];
}

/**
 * Computes a mask.
 *
 * @returns float32 [N, 1, height, width]: the saturation where the color is, 0 elsewhere
 */
export function colorMask(graph: GraphBuilder, [red, green, blue]: Channels, color: YoloColor): string {
  const saturation = {
    red: () => graph.emit('Sub', [red, graph.emit('Max', [green, blue])]),
    yellow: () => graph.emit('Sub', [graph.emit('Min', [red, green]), blue]),
  }[color]();
  const isColor = graph.emit('Greater', [saturation, graph.float32(minSaturation)]);
  const isScaled = graph.emit('Less', [red, graph.float32(maxLevel)]);
  const is = graph.emit('Cast', [graph.emit('And', [isColor, isScaled])], { to: 1 });
  return graph.emit('Mul', [saturation, is]);
}
