import type { Frame } from '../frame.ts';
import { BatchedNetwork, type ItemOutputs } from '../onnx/batched-network.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import { namedTensor, onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { indexOfHighest, poseOfHeatmaps } from './heatmap-joints.ts';
import { type BodyRegion, bodyRegion, inputHeight, inputWidth, paintBody } from './mebow-crop.ts';
import type { BodyEstimate, PoseEstimator } from './pose-estimator.ts';

/** Input pixels for each cell of the heat maps. */
const stride = 4;
const columns = inputWidth / stride;
const rows = inputHeight / stride;
const orientations = 72;
const degreesPerOrientation = 360 / orientations;

/**
 * MEBOW: orientation and joints of a body.
 *
 * In: float32 [N, 3, 256, 192], RGB, ImageNet normalization. Out: `heatmaps` float32 [N, 17, 64, 48], COCO's joints, and
 * `hoe` float32 [N, 72], probabilities of orientations in steps of 5 degrees.
 *
 * @see https://github.com/ChenyanWu/MEBOW/blob/master/lib/models/pose_hrnet.py
 */
export const mebowEstimator: ModelFamily<PoseEstimator> = async (model, loader) => {
  const session = await loader.open('model');
  const input = onlyTensor(model, session, 'inputs');
  const shape = [3, inputHeight, inputWidth];
  const { N: batch = null } = tensorSizes(model, input, { type: 'float32', shape: ['N', ...shape] });
  for (const [output, sizes] of Object.entries({ heatmaps: [17, rows, columns], hoe: [orientations] })) {
    const expected = { type: 'float32', shape: [batch ?? 'N', ...sizes] } as const;
    tensorSizes(model, namedTensor(session, 'outputs', output), expected);
  }
  const network = new BatchedNetwork<{ readonly frame: Frame; readonly region: BodyRegion }>(session, {
    ...{ name: input.name, batch, shape },
    paint: ({ frame, region }, place) => paintBody(frame, region, place),
  });
  return {
    async estimate(frame, boxes) {
      const regions = boxes.map(bodyRegion);
      const outputs = await network.run(regions.map((region) => ({ frame, region })));
      return outputs.map((tensors, index) => decodeBody(tensors, regions[index]!));
    },
  };
};

function decodeBody({ heatmaps, hoe }: ItemOutputs, { x, y, step }: BodyRegion): BodyEstimate {
  return {
    pose: poseOfHeatmaps(heatmaps!, { columns, rows, x, y, step: step * stride }),
    orientationDegrees: indexOfHighest(hoe!) * degreesPerOrientation,
  };
}
