import { cocoKeypoints, type Keypoint, type Pose } from '../detection.ts';

/** How the cells of a heat map lie in a frame. */
export interface HeatmapGrid {
  readonly columns: number;
  readonly rows: number;
  /** Of cell 0, source-frame pixels. */
  readonly x: number;
  readonly y: number;
  /** From cell to cell, source-frame pixels. */
  readonly step: number;
}

/**
 * Reads joints off heat maps: the highest cell, moved a quarter towards the higher of its neighbors.
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

/** A heat map without any heat has its joint in cell 0. */
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

/** Of several highest the first. */
export function indexOfHighest(values: Float32Array): number {
  return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}
