import type { GraphBuilder } from '@deepsentinel/onnx-writer';

/** Size of the halved picture. */
export interface HalfSize {
  readonly height: number;
  readonly width: number;
}

/** Rectangle that each searched column passes through; all float32 [N, 1, columns, 1], pixels of the input. */
export interface Extents {
  readonly left: string;
  readonly top: string;
  readonly right: string;
  readonly bottom: string;
  /** 1 where the column meets a rectangle; elsewhere 0, and the sides have no meaning. */
  readonly isMet: string;
  /** Highest value of the mask in the rectangle. */
  readonly peak: string;
}

/**
 * Finds the rectangles of a mask. Adjacent columns with a masked pixel belong together; the rows are those in which any
 * of them has one.
 *
 * @param mask float32 [N, 1, height, width], above 0 inside rectangles
 * @param step distance of the searched columns, from the middle of the first step on
 */
export function rectangleExtents(
  graph: GraphBuilder,
  mask: string,
  { height, width, step }: HalfSize & { readonly step: number },
): Extents {
  const profile = graph.emit('ReduceMax', [mask], { axes: [2], keepdims: 1 });
  const isMasked = truth(graph, profile);
  const gaps = graph.emit('CumSum', [graph.emit('Sub', [graph.float32(1), isMasked]), graph.int64(3)]);
  const columns = Array.from({ length: width / step }, (_, column) => column * step + (step >> 1));
  const at = (row: string) => turn(graph, graph.emit('Gather', [row, graph.int64(columns)], { axis: 3 }));
  const sameGaps = graph.emit('Cast', [graph.emit('Equal', [gaps, at(gaps)])], { to: 1 });
  const members = graph.emit('Mul', [sameGaps, isMasked]);
  const rows = truth(graph, graph.emit('MatMul', [members, turn(graph, mask)]));
  const [left, right] = ends(graph, members, width);
  const [top, bottom] = ends(graph, rows, height);
  const peak = graph.emit('ReduceMax', [graph.emit('Mul', [members, profile])], { axes: [3], keepdims: 1 });
  return { left, top, right, bottom, isMet: at(isMasked), peak };
}

/** Computes 1 where a value is above 0. */
function truth(graph: GraphBuilder, value: string): string {
  return graph.emit('Cast', [graph.emit('Greater', [value, graph.float32(0)])], { to: 1 });
}

/** Swaps the last two axes. */
function turn(graph: GraphBuilder, value: string): string {
  return graph.emit('Transpose', [value], { perm: [0, 1, 3, 2] });
}

/** Finds the first and last of the ones in each row of [N, 1, rows, size], pixels of the input. */
function ends(graph: GraphBuilder, ones: string, size: number): [first: string, last: string] {
  const axes = { axes: [3], keepdims: 1 };
  const furthest = (distances: number[]) =>
    graph.emit('ReduceMax', [graph.emit('Mul', [ones, graph.float32List(distances)])], axes);
  const pixels = (half: string) => graph.emit('Mul', [half, graph.float32(2)]);
  const fromEnd = furthest(Array.from({ length: size }, (_, index) => size - index));
  const last = furthest(Array.from({ length: size }, (_, index) => index + 1));
  return [pixels(graph.emit('Sub', [graph.float32(size), fromEnd])), pixels(last)];
}
