import type { Features, YoloLayers } from './yolo-layers.ts';

/** Number of distances whose mean is a side of a box. */
const distances = 16;
/** Bias of the class logits: most anchors see nothing. */
const classBias = -4;

/** A feature grid of the neck, with the side of its cells in pixels of the input. */
export interface Grid {
  readonly features: Features;
  readonly stride: number;
  readonly columns: number;
  readonly rows: number;
}

/**
 * Adds `Detect`: for each grid a branch for the boxes and one for the classes, decoded to the input's pixels.
 *
 * @returns the name of float32 [N, 4 + classes, anchors]
 * @see https://github.com/ultralytics/ultralytics/blob/main/ultralytics/nn/modules/head.py
 */
export function detectHead(layers: YoloLayers, grids: readonly Grid[], classes: number): string {
  const { graph } = layers;
  const first = grids[0]!.features.channels;
  const sides = { inner: Math.max(16, first / 4, 4 * distances), to: 4 * distances, bias: 1 };
  const kinds = { inner: Math.max(first, Math.min(classes, 100)), to: classes, bias: classBias };
  const branch = (shape: Branch) => {
    const outputs = grids.map((grid) => branchOutput(layers, grid, shape));
    return graph.emit('Concat', outputs, { axis: 2 });
  };
  const boxes = decodeBoxes(layers, branch(sides), grids);
  return graph.emit('Concat', [boxes, graph.emit('Sigmoid', [branch(kinds)])], { axis: 1 });
}

interface Branch {
  readonly inner: number;
  readonly to: number;
  readonly bias: number;
}

/**
 * Adds the output of a branch.
 *
 * @returns name of float32 [N, to, cells]
 */
function branchOutput(
  layers: YoloLayers,
  { features, columns, rows }: Grid,
  { inner, to, bias }: Branch,
): string {
  const once = layers.conv(features, { to: inner, kernel: 3 });
  const twice = layers.conv(once, { to: inner, kernel: 3 });
  const { name } = layers.convolve(twice, { to, kernel: 1, bias });
  return layers.graph.emit('Reshape', [name, layers.graph.int64([0, to, columns * rows])]);
}

/** Decodes the distances of the four sides from the anchors, as distributions, to center, width and height. */
function decodeBoxes({ graph }: YoloLayers, sides: string, grids: readonly Grid[]): string {
  const { x, y, strides } = anchorPoints(grids);
  const anchors = strides.length;
  const spread = graph.emit('Reshape', [sides, graph.int64([0, 4, distances, anchors])]);
  const byDistance = graph.emit('Transpose', [spread], { perm: [0, 2, 1, 3] });
  const shares = graph.emit('Softmax', [byDistance], { axis: 1 });
  const weights = graph.float32Tensor(
    [1, distances, 1, 1],
    Float32Array.from({ length: distances }, (_, i) => i),
  );
  const means = graph.emit('Conv', [shares, weights], { kernel_shape: [1, 1] });
  const ltrb = graph.emit('Reshape', [means, graph.int64([0, 4, anchors])]);
  const [before, after] = graph.emitAll('Split', [ltrb], { outputs: 2, attributes: { axis: 1 } });
  const points = graph.float32Tensor([1, 2, anchors], Float32Array.from([...x, ...y]));
  const [start, end] = [graph.emit('Sub', [points, before!]), graph.emit('Add', [points, after!])];
  const center = graph.emit('Mul', [graph.emit('Add', [start, end]), graph.float32(0.5)]);
  const box = graph.emit('Concat', [center, graph.emit('Sub', [end, start])], { axis: 1 });
  return graph.emit('Mul', [box, graph.float32Tensor([1, 1, anchors], Float32Array.from(strides))]);
}

/** Lists the centers of the cells, in cells of their grid. */
function anchorPoints(grids: readonly Grid[]): Readonly<Record<'x' | 'y' | 'strides', readonly number[]>> {
  const cells = grids.flatMap(({ columns, rows, stride }) =>
    Array.from({ length: columns * rows }, (_, cell) => ({
      x: (cell % columns) + 0.5,
      y: Math.floor(cell / columns) + 0.5,
      stride,
    })),
  );
  return {
    x: cells.map((cell) => cell.x),
    y: cells.map((cell) => cell.y),
    strides: cells.map((cell) => cell.stride),
  };
}
