import type { GraphBuilder } from '@deepsentinel/onnx-writer';

/** What the network looks for. Both turn into something else when red and blue change places. */
export type YoloColor = 'red' | 'yellow';

/** Less saturated colors are background; encoded video blurs them towards their surroundings. */
const minSaturation = 0.4;
/** A channel beyond it was not scaled to 0..1. */
const maxLevel = 1.2;

/** Names of float32 [N, 1, height, width] values: the color channels. */
export type Channels = readonly [red: string, green: string, blue: string];

/** The channels of a picture at half its size: what follows costs a quarter, and edges are found within two pixels. */
export function halve(graph: GraphBuilder, images: string): Channels {
  const half = graph.emit('AveragePool', [images], { kernel_shape: [2, 2], strides: [2, 2] });
  const [red, green, blue] = graph.emitAll('Split', [half], { outputs: 3, attributes: { axis: 1 } });
  return [red!, green!, blue!];
}

/** @returns float32 [N, 1, height, width]: the saturation where the color is, 0 elsewhere */
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
