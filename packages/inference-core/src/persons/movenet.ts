import type { Box } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight, boxWidth } from '../box.ts';
import { cocoKeypoints, type Keypoint, type Pose } from '../detection.ts';
import type { Frame } from '../frame.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import { namedTensor, onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { type Square, squareAround, squareCrop } from '../preprocess/square-crop.ts';
import type { BodyEstimate, PoseEstimator } from './estimators.ts';

const inputSize = 192;
/** Side of the crop as a multiple of the box's longer side. */
const cropScale = 1.25;

/**
 * MoveNet Lightning, single person.
 *
 * In: uint8 [1, 192, 192, 3] RGB, a square crop. Out: `keypoints` float32 [1, 1, 17, 3]: y, x (0..1 of the crop) and
 * confidence, in COCO's order.
 *
 * @see https://www.tensorflow.org/hub/tutorials/movenet
 */
export const movenetEstimator: ModelFamily<PoseEstimator> = async (model, loader) => {
  const session = await loader.open('model');
  const input = onlyTensor(model, session, 'inputs');
  const shape = [1, inputSize, inputSize, 3];
  tensorSizes(model, input, { type: 'uint8', shape });
  const output = namedTensor(session, 'outputs', 'keypoints');
  tensorSizes(model, output, { type: 'float32', shape: [1, 1, cocoKeypoints.length, 3] });
  const estimate = async (frame: Frame, box: Box): Promise<BodyEstimate> => {
    const square = squareAround(boxCenter(box), cropScale * Math.max(boxWidth(box), boxHeight(box)));
    const crop = squareCrop(frame, square, inputSize);
    const outputs = await session.run({ [input.name]: { type: 'uint8', data: crop, dims: shape } });
    return { pose: decodePose(outputs['keypoints']!.data as Float32Array, square) };
  };
  return {
    estimate: (frame, boxes) => Promise.all(boxes.map((box) => estimate(frame, box))),
  };
};

function decodePose(keypoints: Float32Array, { x, y, side }: Square): Pose {
  const joint = (index: number): Keypoint => ({
    x: x + keypoints[index * 3 + 1]! * side,
    y: y + keypoints[index * 3]! * side,
    confidence: keypoints[index * 3 + 2]!,
  });
  return Object.fromEntries(cocoKeypoints.map((name, index) => [name, joint(index)])) as Pose;
}
