import type { GraphBuilder } from '@deepsentinel/onnx-writer';
import { type HalfSize, rectangleExtents } from './yolo-extents.ts';

export const rowsOfOutput = 300;
/** Distance of the columns of the halved picture that are searched. */
const step = 2;

/**
 * Adds the output of networks that suppress overlaps themselves: one row for each rectangle, most confident first, the
 * rest 0.
 *
 * @param masks float32 [N, 1, height, width] for each class; null for classes that are never found
 * @returns float32 [N, 300, 6]: x1, y1, x2, y2, confidence, class
 */
export function endToEndOutput(
  graph: GraphBuilder,
  masks: readonly (string | null)[],
  size: HalfSize,
): string {
  const classes = masks.flatMap((mask, label) =>
    mask === null ? [] : rowsOfMask(graph, mask, { ...size, label }),
  );
  const candidates = graph.emit('Squeeze', [graph.emit('Concat', classes, { axis: 2 }), graph.int64([1])]);
  const confidences = graph.emit('Gather', [candidates, graph.int64(4)], { axis: 2 });
  const kept = Math.min(rowsOfOutput, classes.length * (size.width / step));
  const [, best] = graph.emitAll('TopK', [confidences, graph.int64([kept])], { outputs: 2 });
  const indices = graph.emit('Unsqueeze', [best!, graph.int64([2])]);
  const rows = graph.emit('GatherND', [candidates, indices], { batch_dims: 1 });
  return graph.emit('Pad', [rows, graph.int64([0, 0, 0, 0, rowsOfOutput - kept, 0])]);
}

/**
 * Computes the rows of one mask.
 *
 * @returns float32 [N, 1, columns, 6]; the confidence is 0 but in the first column of each rectangle
 */
function rowsOfMask(
  graph: GraphBuilder,
  mask: string,
  { label, ...size }: HalfSize & { readonly label: number },
): string {
  const { left, top, right, bottom, isMet, peak } = rectangleExtents(graph, mask, { ...size, step });
  const counts = isFirstOfRectangle(graph, { left, isMet, columns: size.width / step });
  const confidence = graph.emit('Mul', [peak, counts]);
  const none = graph.emit('Mul', [peak, graph.float32(0)]);
  const classOfRow = graph.emit('Add', [none, graph.float32(label)]);
  return graph.emit('Concat', [left, top, right, bottom, confidence, classOfRow], { axis: 3 });
}

/** Computes 1 in each rectangle's first column, 0 elsewhere. */
function isFirstOfRectangle(
  graph: GraphBuilder,
  { left, isMet, columns }: { readonly left: string; readonly isMet: string; readonly columns: number },
): string {
  const rectangle = graph.emit('Mul', [graph.emit('Add', [left, graph.float32(1)]), isMet]);
  const shifted = graph.emit('Pad', [rectangle, graph.int64([0, 0, 1, 0, 0, 0, 0, 0])]);
  const before = graph.emit('Slice', [shifted, graph.int64([0]), graph.int64([columns]), graph.int64([2])]);
  const isOther = graph.emit('Not', [graph.emit('Equal', [rectangle, before])]);
  return graph.emit('Mul', [graph.emit('Cast', [isOther], { to: 1 }), isMet]);
}
