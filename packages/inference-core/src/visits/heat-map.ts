import type { PathPoint } from '@deepsentinel/queue-contracts';

/** Time that feet spent in each cell of a picture. */
export interface HeatMap {
  readonly columns: number;
  readonly rows: number;
  /** Seconds per cell, float32 [rows, columns], row by row from the upper left corner. */
  readonly seconds: Float32Array;
}

/** Cells across the picture: about as many as a person's feet fit into it side by side. */
const columns = 96;
/** Standard deviation of the position of feet, cells: a box's bottom is about half a foot off. */
const deviation = 1.2;
/** Cells to each side over which a position is spread. */
const spread = 3;
/** Longest gap between two points that counts as presence; of a longer one, only so much does, milliseconds. */
const maxGapMs = 2000;

/** Size of the frames that a path refers to, pixels. */
interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** Adds up where feet were, for how long. Paths from frames of other sizes are laid over each other. */
export class HeatMapBuilder {
  #map: HeatMap | null = null;

  /** Adds the path of a person. */
  add(path: readonly PathPoint[], frame: FrameSize): void {
    this.#map ??= emptyMap(frame);
    addPath(this.#map, path, frame);
  }

  /** The map so far; null without any path. */
  get map(): HeatMap | null {
    return this.#map;
  }
}

/** The first frame decides the shape. */
function emptyMap({ width, height }: FrameSize): HeatMap {
  const rows = Math.max(1, Math.round((columns * height) / width));
  return { columns, rows, seconds: new Float32Array(columns * rows) };
}

function addPath(map: HeatMap, path: readonly PathPoint[], { width, height }: FrameSize): void {
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
