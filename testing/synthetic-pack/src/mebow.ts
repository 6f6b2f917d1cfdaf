import { GraphBuilder, type OnnxModel } from '@deepsentinel/onnx-writer';
import { colorsOf } from './image-net.ts';
import type { SyntheticModel } from './synthetic-model.ts';

const [width, height, stride] = [192, 256, 4];
const [columns, rows] = [width / stride, height / stride];
const orientations = 72;
/** Weights of the color channels, all different, so that swapped channels turn the body. */
const lightShares = [0.6, 0.3, 0.1];
/** Factor of light in the logits of the orientations. */
const lightGain = 100;
/** Distance from a joint's color, all channels together, at which the heat becomes 0. */
const colorTolerance = 0.4;

/** Color of each joint, RGB, 0..1, in COCO's order: neither black, gray nor white. */
export const jointColors: readonly (readonly [red: number, green: number, blue: number])[] = [0, 0.5, 1]
  .flatMap((red) => [0, 0.5, 1].flatMap((green) => [0, 0.5, 1].map((blue) => [red, green, blue] as const)))
  .filter(([red, green, blue]) => red !== green || green !== blue)
  .slice(0, 17);

/**
 * Makes a model with MEBOW's tensors. A body faces the lightest side of the picture: its back is turned (0) when the
 * upper half is the lightest, it faces left (90) when the left half is, the camera (180) when the lower half is, and
 * right (270) when the right half is. A joint is where its color is (`jointColors`).
 *
 * @param batch number of persons, or `N` for any
 */
export function mebowModel({ batch }: { readonly batch: 'N' | number }): SyntheticModel {
  return {
    entry: { slot: 'pose', family: 'mebow', labels: [], thresholds: {}, constants: {}, options: {} },
    networks: { model: { file: 'mebow.onnx', onnx: network(batch) } },
    assets: {},
  };
}

function network(batch: 'N' | number): OnnxModel {
  const graph = new GraphBuilder();
  const colors = graph.emit('AveragePool', [colorsOf(graph, 'input')], {
    kernel_shape: [stride, stride],
    strides: [stride, stride],
  });
  graph.alias(heatmaps(graph, colors), 'heatmaps');
  graph.alias(orientation(graph, colors), 'hoe');
  return graph.model('mebow-synthetic', {
    inputs: [{ name: 'input', type: 'float32', shape: [batch, 3, height, width] }],
    outputs: [
      { name: 'heatmaps', type: 'float32', shape: [batch, jointColors.length, rows, columns] },
      { name: 'hoe', type: 'float32', shape: [batch, orientations] },
    ],
  });
}

/** Computes the heat maps: 1 where a cell has the joint's color, falling to 0 with the difference. */
function heatmaps(graph: GraphBuilder, colors: string): string {
  const joints = graph.float32Tensor([jointColors.length, 3, 1, 1], Float32Array.from(jointColors.flat()));
  const offsets = graph.emit('Sub', [graph.emit('Unsqueeze', [colors, graph.int64([1])]), joints]);
  const axis = graph.int64([2]);
  const distances = graph.emit('ReduceSum', [graph.emit('Abs', [offsets]), axis], { keepdims: 0 });
  const shares = graph.emit('Div', [distances, graph.float32(colorTolerance)]);
  return graph.emit('Relu', [graph.emit('Sub', [graph.float32(1), shares])]);
}

/** Computes the probabilities of orientations: the light of each half goes to the middle of its quarter. */
function orientation(graph: GraphBuilder, colors: string): string {
  const shares = graph.float32Tensor([1, 3, 1, 1], Float32Array.from(lightShares));
  const light = graph.emit('ReduceSum', [graph.emit('Mul', [colors, shares]), graph.int64([1])], {
    keepdims: 1,
  });
  const [upper, lower] = halves(graph, light, { axis: 2, size: rows });
  const [left, right] = halves(graph, light, { axis: 3, size: columns });
  const quarters = graph.emit('Concat', [upper, left, lower, right], { axis: 1 });
  const logits = graph.emit('MatMul', [quarters, quarterWeights(graph)]);
  return graph.emit('Softmax', [logits], { axis: 1 });
}

/** Computes the mean light of the two halves, float32 [N, 1] each. */
function halves(
  graph: GraphBuilder,
  light: string,
  { axis, size }: { readonly axis: number; readonly size: number },
): [string, string] {
  const halves = graph.emitAll('Split', [light, graph.int64([size / 2, size / 2])], {
    outputs: 2,
    attributes: { axis },
  });
  const [first, second] = halves.map((half) =>
    graph.emit('ReduceMean', [half], { axes: [2, 3], keepdims: 0 }),
  );
  return [first!, second!];
}

/** Makes the weights that put a quarter's light on the orientation in its middle, float32 [4, 72]. */
function quarterWeights(graph: GraphBuilder): string {
  const weights = new Float32Array(4 * orientations);
  for (let quarter = 0; quarter < 4; quarter++) {
    weights[quarter * orientations + (quarter * orientations) / 4] = lightGain;
  }
  return graph.float32Tensor([4, orientations], weights);
}
