import { GraphBuilder, type OnnxModel } from '@deepsentinel/onnx-writer';
import { colorsOf } from './image-net.ts';
import type { SyntheticModel } from './synthetic-model.ts';

/** Factor of the face's color in the logits of the genders. */
const genderGain = 20;
/** Weights of the color channels, all different, so that swapped channels change the age. */
const lightShares = [0.5, 0.3, 0.2];
const ages = { minAge: 1, maxAge: 95, avgAge: 48 };

/**
 * Makes a model with MiVOLO's tensors. A face that is red rather than blue is a man's. The age grows with the mean
 * light of the body (0.5 red + 0.3 green + 0.2 blue), colors 0..1, in which rows count less the lower they are, from
 * twice to nothing. Black is 1 year old, white 95.
 */
export function mivoloModel({
  side,
  batch,
}: {
  /** Side of the input, pixels. */
  readonly side: number;
  /** Number of persons, or `N` for any. */
  readonly batch: 'N' | number;
}): SyntheticModel {
  return {
    entry: {
      slot: 'attributes',
      family: 'mivolo',
      labels: ['male', 'female'],
      thresholds: {},
      constants: ages,
      options: {},
    },
    networks: { model: { file: `mivolo-${side}.onnx`, onnx: network(side, batch) } },
    assets: {},
  };
}

function network(side: number, batch: 'N' | number): OnnxModel {
  const graph = new GraphBuilder();
  const [face, body] = graph.emitAll('Split', ['input', graph.int64([3, 3])], {
    outputs: 2,
    attributes: { axis: 1 },
  });
  const outputs = [...genderLogits(graph, face!), age(graph, body!, side)];
  graph.alias(graph.emit('Concat', outputs, { axis: 1 }), 'output');
  return graph.model('mivolo-synthetic', {
    inputs: [{ name: 'input', type: 'float32', shape: [batch, 6, side, side] }],
    outputs: [{ name: 'output', type: 'float32', shape: [batch, 3] }],
  });
}

/**
 * Computes the logits of male and female.
 *
 * @returns their names, float32 [N, 1] each
 */
function genderLogits(graph: GraphBuilder, face: string): [male: string, female: string] {
  const means = graph.emit('ReduceMean', [colorsOf(graph, face)], { axes: [2, 3], keepdims: 0 });
  const redness = graph.float32Tensor([3, 1], Float32Array.of(genderGain, 0, -genderGain));
  const male = graph.emit('MatMul', [means, redness]);
  return [male, graph.emit('Neg', [male])];
}

/**
 * Computes the age as a share of the ages, from the middle one.
 *
 * @returns name of float32 [N, 1]
 */
function age(graph: GraphBuilder, body: string, side: number): string {
  const slope = Float32Array.from({ length: side }, (_, row) => 2 * (1 - (row + 0.5) / side));
  const sloped = graph.emit('Mul', [colorsOf(graph, body), graph.float32Tensor([1, 1, side, 1], slope)]);
  const means = graph.emit('ReduceMean', [sloped], { axes: [2, 3], keepdims: 0 });
  const shares = graph.float32Tensor([3, 1], Float32Array.from(lightShares));
  const light = graph.emit('MatMul', [means, shares]);
  return graph.emit('Sub', [light, graph.float32(0.5)]);
}
