import type { Box } from '@deepsentinel/queue-contracts';
import { boxCenter, boxHeight, boxWidth } from '../box.ts';
import { cocoKeypoints, type Keypoint, type Pose } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { BatchedNetwork, type ItemOutputs } from '../onnx/batched-network.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import { namedTensor, onlyTensor, tensorSizes } from '../onnx/tensor-contract.ts';
import { imageNet, warpWeights, writeCrop } from '../preprocess/normalized-crop.ts';
import type { BodyEstimate, PoseEstimator } from './estimators.ts';

const inputWidth = 192;
const inputHeight = 256;
/** Input pixels per cell of the heat maps. */
const stride = 4;
const columns = inputWidth / stride;
const rows = inputHeight / stride;
const orientations = 72;
const degreesPerOrientation = 360 / orientations;
/** Sides of the crop as a multiple of the box's, which is widened to the input's shape before. */
const cropScale = 1.25;

/**
 * MEBOW: orientation and joints of a body.
 *
 * In: float32 [N, 3, 256, 192], RGB, ImageNet normalization. Out: `heatmaps` float32 [N, 17, 64, 48], COCO's joints,
 * and `hoe` float32 [N, 72], probabilities of orientations in steps of 5 degrees.
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
    write: ({ frame, region }, slice) => writeBody(frame, region, slice),
  });
  return {
    async estimate(frame, boxes) {
      const regions = boxes.map(bodyRegion);
      const outputs = await network.run(regions.map((region) => ({ frame, region })));
      return outputs.map((tensors, index) => decodeBody(tensors, regions[index]!));
    },
  };
};

/** Region of a frame in the shape of MEBOW's input; it may extend beyond the frame. */
export interface BodyRegion {
  /** Position of the first pixel, source-frame pixels. */
  readonly x: number;
  readonly y: number;
  /** Distance of neighboring pixels, source-frame pixels. */
  readonly step: number;
}

/**
 * Widens a person's box to the region that MEBOW takes.
 *
 * @see https://github.com/ChenyanWu/MEBOW/blob/master/lib/dataset/coco_hoe.py `_xywh2cs`
 */
export function bodyRegion(box: Box): BodyRegion {
  const width = Math.max(boxWidth(box), (boxHeight(box) * inputWidth) / inputHeight);
  const step = (cropScale * width) / inputWidth;
  const { x, y } = boxCenter(box);
  return { x: x - (step * inputWidth) / 2, y: y - (step * inputHeight) / 2, step };
}

/**
 * Writes a body into a picture of a tensor, black outside the frame.
 *
 * @param picture float32 [3, 256, 192], RGB, ImageNet normalization
 */
export function writeBody(frame: Frame, { x, y, step }: BodyRegion, picture: Float32Array): void {
  const sampling = {
    columns: warpWeights({ origin: x, step, size: inputWidth }, frame.width),
    rows: warpWeights({ origin: y, step, size: inputHeight }, frame.height),
    colors: imageNet,
  };
  writeCrop(frame, sampling, { picture, width: inputWidth, left: 0, top: 0 });
}

function decodeBody({ heatmaps, hoe }: ItemOutputs, { x, y, step }: BodyRegion): BodyEstimate {
  return {
    pose: poseOfHeatmaps(heatmaps!, { columns, rows, x, y, step: step * stride }),
    orientationDegrees: indexOfHighest(hoe!) * degreesPerOrientation,
  };
}

/** Position of a heat map's cells in a frame. */
export interface HeatmapGrid {
  readonly columns: number;
  readonly rows: number;
  /** Position of cell 0, source-frame pixels. */
  readonly x: number;
  readonly y: number;
  /** Distance of neighboring cells, source-frame pixels. */
  readonly step: number;
}

/**
 * Decodes joints from heat maps: the highest cell, moved a quarter of a cell towards the higher of its neighbors.
 *
 * @param heatmaps float32 [17, rows, columns], in COCO's order
 * @see https://github.com/ChenyanWu/MEBOW/blob/master/lib/core/inference.py `get_final_preds`
 */
export function poseOfHeatmaps(heatmaps: Float32Array, grid: HeatmapGrid): Pose {
  const cells = grid.columns * grid.rows;
  const joints = cocoKeypoints.map((name, index) => [
    name,
    findJoint(heatmaps.subarray(index * cells, (index + 1) * cells), grid),
  ]);
  return Object.fromEntries(joints) as Pose;
}

/** Finds the joint of one heat map: in cell 0 if no cell is above 0. */
function findJoint(heatmap: Float32Array, { columns, rows, x, y, step }: HeatmapGrid): Keypoint {
  const highest = indexOfHighest(heatmap);
  const peak = heatmap[highest]! > 0 ? highest : 0;
  const [column, row] = [peak % columns, Math.floor(peak / columns)];
  const isInner = column > 1 && column < columns - 1 && row > 1 && row < rows - 1;
  const towards = (before: number, after: number) =>
    isInner ? 0.25 * Math.sign(heatmap[after]! - heatmap[before]!) : 0;
  return {
    x: x + step * (column + towards(peak - 1, peak + 1)),
    y: y + step * (row + towards(peak - columns, peak + columns)),
    confidence: Math.min(1, Math.max(0, heatmap[highest]!)),
  };
}

/** Index of the highest value; the first of equal ones. */
function indexOfHighest(values: Float32Array): number {
  return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}
