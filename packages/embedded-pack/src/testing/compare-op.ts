import { expect } from '@jest/globals';
import { convertGraphModel } from '../convert/convert-graph-model.ts';
import { readGraphModel } from '../tfjs/graph-model.ts';
import { attribute, graphModel, type TestNode } from './graph-model.ts';
import { largestDifference } from './largest-difference.ts';
import { runOnnx } from './run-onnx.ts';
import { runTensorflow } from './run-tensorflow.ts';
import { randomFloats, randomInts } from './tensor.ts';

/** One form of an operation, to be compared with TensorFlow.js on random numbers. */
export interface OpCase {
  readonly op: string;
  readonly form: string;
  /**
   * Inputs of the node. `x` is the graph's input, which has its channels last; for pictures there is also `y`, which a
   * pooling has left with the channels first.
   */
  readonly inputs: TestNode['inputs'];
  readonly attributes?: TestNode['attributes'];
  /** Shape of `x`; the batch is 1. */
  readonly shape?: readonly number[];
  readonly integers?: boolean;
  /** Number of outputs of the operation. */
  readonly outputs?: number;
  /** Whether the operation mixes the elements of a batch, so that the batch cannot be left open. */
  readonly fixedBatch?: boolean;
}

const tolerance = 2e-5;

const pooled: TestNode = {
  name: 'y',
  op: 'MaxPool',
  inputs: ['x'],
  attributes: {
    ksize: attribute.integers(1, 2, 2, 1),
    strides: attribute.integers(1, 1, 1, 1),
    padding: attribute.text('SAME'),
  },
};

/**
 * Expects the converted operation to compute what TensorFlow.js does, also for a batch of two where the batch is left
 * open.
 */
export async function compareOp(example: OpCase): Promise<void> {
  await compareBatch(example, 1);
  if (!example.fixedBatch) await compareBatch(example, 2);
}

async function compareBatch(example: OpCase, batch: number): Promise<void> {
  const { op, inputs, attributes = {}, shape = [1, 7, 6, 4], integers = false, outputs = 1 } = example;
  const rest = shape.slice(1);
  const result: TestNode = { name: 'result', op, inputs, attributes };
  const graph = graphModel(
    { shape: [example.fixedBatch ? 1 : -1, ...rest], type: integers ? 'DT_INT32' : 'DT_FLOAT' },
    shape.length === 4 && !integers ? [pooled, result] : [result],
  );
  const names = Array.from({ length: outputs }, (_, index) => `result:${index}`);
  const input = integers ? randomInts([batch, ...rest]) : randomFloats([batch, ...rest]);
  const onnx = convertGraphModel(readGraphModel(graph.json, graph.bin), {
    name: op,
    outputs: Object.fromEntries(names.map((name, index) => [`output${index}`, name])),
    dynamicBatch: !example.fixedBatch,
    uint8Input: null,
  });
  const [expected, actual] = [await runTensorflow(graph, input, names), await runOnnx(onnx, input)];
  expect(actual.map((tensor) => tensor.shape)).toEqual(expected.map((tensor) => tensor.shape));
  expect(onnx.outputs.map(({ shape }) => shape.map((size) => (size === 'N' ? batch : size)))).toEqual(
    expected.map((tensor) => tensor.shape),
  );
  for (const [index, tensor] of actual.entries()) {
    expect(largestDifference(tensor, expected[index]!)).toBeLessThanOrEqual(tolerance);
  }
}
