import type { PathPoint } from '@deepsentinel/queue-contracts';

/** Time that feet spent in each cell of a picture. */
export interface HeatMap {
  readonly columns: number;
  readonly rows: number;
  /** Seconds per cell, float32 [rows, columns], row by row from the upper left corner. */
  readonly seconds: Float32Array;
}

/** Paths of one video, with the size of its frames in pixels. */
export interface HeatSource {
  readonly paths: readonly (readonly PathPoint[])[];
  readonly frame: { readonly width: number; readonly height: number };
}

/** Cells across the picture: about as many as a person's feet fit into it side by side. */
const columns = 96;
/** Standard deviation of the position of feet, cells: a box's bottom is about half a foot off. */
const deviation = 1.2;
/** Cells to each side over which a position is spread. */
const spread = 3;
/** Longest gap between two points that counts as presence; of a longer one, only so much does, milliseconds. */
const maxGapMs = 2000;

/**
 * Adds up where feet were, for how long, over videos of one camera. Videos of other sizes are laid over each other.
 *
 * @throws {RangeError} there is no video
 */
export function heatMap(sources: readonly HeatSource[]): HeatMap {
  const [first] = sources;
  if (!first) throw new RangeError('a heat map needs at least one video');
  const rows = Math.max(1, Math.round((columns * first.frame.height) / first.frame.width));
  const map = { columns, rows, seconds: new Float32Array(columns * rows) };
  for (const { paths, frame } of sources) {
    for (const path of paths) addPath(map, path, frame);
  }
  return map;
}

function addPath(map: HeatMap, path: readonly PathPoint[], { width, height }: HeatSource['frame']): void {
  for (const [index, { box, timeMs }] of path.entries()) {
    const before = path[index - 1];
    if (!before) continue;
    const x = ((box.x1 + box.x2) / 2 / width) * map.columns;
    const y = (box.y2 / height) * map.rows;
    addPosition(map, { x, y, seconds: Math.min(timeMs - before.timeMs, maxGapMs) / 1000 });
  }
}

/** Spreads time around a position, cells; what falls outside of the picture is lost. */
function addPosition(
  { columns: width, rows, seconds }: HeatMap,
  position: { readonly x: number; readonly y: number; readonly seconds: number },
): void {
  const weight = (cell: number, center: number) =>
    Math.exp(-((cell + 0.5 - center) ** 2) / (2 * deviation ** 2)) / (deviation * Math.sqrt(2 * Math.PI));
  const [column, row] = [Math.floor(position.x), Math.floor(position.y)];
  for (let y = Math.max(0, row - spread); y <= Math.min(rows - 1, row + spread); y++) {
    for (let x = Math.max(0, column - spread); x <= Math.min(width - 1, column + spread); x++) {
      seconds[y * width + x]! += position.seconds * weight(x, position.x) * weight(y, position.y);
    }
  }
}
