import type { GraphBuilder } from '@deepsentinel/onnx-writer';
import { type Extents, type HalfSize, rectangleExtents } from './yolo-extents.ts';

/** Sides of the cells, pixels of the input. */
const strides = [8, 16, 32];

export function anchorsOf({ height, width }: { readonly height: number; readonly width: number }): number {
  return strides.reduce((sum, stride) => sum + (height / stride) * (width / stride), 0);
}

/**
 * Adds the output of YOLOv8: each cell has the box of the rectangle that it is in and, for each class, how much of it
 * the class's color covers.
 *
 * @param masks float32 [N, 1, height, width] for each class; null for classes that are never found
 * @returns float32 [N, 4 + classes, anchors]
 */
export function anchorOutput(graph: GraphBuilder, masks: readonly (string | null)[], size: HalfSize): string {
  const grids = strides.map((stride) => gridOutput(graph, masks, { ...size, step: stride / 2 }));
  return graph.emit('Concat', grids, { axis: 2 });
}

interface Grid extends HalfSize {
  /** Side of a cell in pixels of the halved picture. */
  readonly step: number;
}

function gridOutput(graph: GraphBuilder, masks: readonly (string | null)[], grid: Grid): string {
  const classes = masks.map((mask) => (mask === null ? null : cellsOfMask(graph, mask, grid)));
  const found = classes.filter((cells) => cells !== null);
  const surest = found.reduce((best, next) => {
    const isSurer = graph.emit('Greater', [next.confidence, best.confidence]);
    return {
      box: graph.emit('Where', [isSurer, next.box, best.box]),
      confidence: graph.emit('Max', [next.confidence, best.confidence]),
    };
  });
  const none = graph.emit('Mul', [surest.confidence, graph.float32(0)]);
  const rows = [surest.box, ...classes.map((cells) => cells?.confidence ?? none)];
  const cells = (grid.height / grid.step) * (grid.width / grid.step);
  return graph.emit('Reshape', [
    graph.emit('Concat', rows, { axis: 1 }),
    graph.int64([0, 4 + masks.length, cells]),
  ]);
}

/**
 * Computes the cells of one mask.
 *
 * @returns box float32 [N, 4, rows, columns] and confidence float32 [N, 1, rows, columns]
 */
function cellsOfMask(graph: GraphBuilder, mask: string, grid: Grid): { box: string; confidence: string } {
  const extents = rectangleExtents(graph, mask, grid);
  const acrossColumns = (value: string) => graph.emit('Transpose', [value], { perm: [0, 1, 3, 2] });
  const coverage = graph.emit('AveragePool', [mask], {
    kernel_shape: [grid.step, grid.step],
    strides: [grid.step, grid.step],
  });
  const confidence = graph.emit('Mul', [coverage, acrossColumns(extents.isMet)]);
  const column = graph.emit('Concat', centerAndSize(graph, extents).map(acrossColumns), { axis: 1 });
  const box = graph.emit('Expand', [column, graph.int64([1, 4, grid.height / grid.step, 1])]);
  return { box, confidence };
}

function centerAndSize(graph: GraphBuilder, { left, top, right, bottom }: Extents): string[] {
  const middle = (a: string, b: string) => graph.emit('Mul', [graph.emit('Add', [a, b]), graph.float32(0.5)]);
  const length = (from: string, to: string) => graph.emit('Sub', [to, from]);
  return [middle(left, right), middle(top, bottom), length(left, right), length(top, bottom)];
}
