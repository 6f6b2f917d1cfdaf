import type { Box } from '@deepsentinel/queue-contracts';
import { boxArea } from '../box.ts';
import type { Frame } from '../frame.ts';

/** Cells of the coarse picture in a row; as many in a column as make them square. */
const columns = 64;
/** Pixels that a cell averages in each direction, so that the noise of the camera is far below `minChange`. */
const samplesPerSide = 3;
/** Change of brightness from which a cell looks different, of 255: more than noise and compression make of an average. */
export const minChange = 12;
/** Share of a box's cells that must look different: somebody who lies fills about half of the box. */
const minChangedShare = 0.25;
/** Change of brightness that a frame adds to the memory at most: light that changes is learned within seconds. */
const learningStep = 2;
/** Value of a cell that has always been covered by people. */
export const unknown = 0;

/** The scene without people as it was until now: brightness of each cell, 1..255, or `unknown`. */
export interface StillScene {
  readonly rows: number;
  readonly cells: Uint8Array;
}

/** Brightness of a frame's cells. */
export function coarsePicture({ data, width, height }: Frame): StillScene {
  const rows = Math.max(1, Math.round((columns * height) / width));
  const cells = new Uint8Array(columns * rows);
  const center = (index: number, sample: number, cellCount: number, size: number) =>
    Math.min(size - 1, Math.floor(((index + (sample + 0.5) / samplesPerSide) * size) / cellCount));
  for (let cell = 0; cell < cells.length; cell++) {
    let sum = 0;
    for (let sample = 0; sample < samplesPerSide ** 2; sample++) {
      const x = center(cell % columns, sample % samplesPerSide, columns, width);
      const y = center(Math.floor(cell / columns), Math.floor(sample / samplesPerSide), rows, height);
      const pixel = (y * width + x) * 3;
      sum += (data[pixel]! + data[pixel + 1]! + data[pixel + 2]!) / 3;
    }
    cells[cell] = Math.max(1, Math.round(sum / samplesPerSide ** 2));
  }
  return { rows, cells };
}

/** What a scene is learned from. */
export interface Lesson {
  readonly people: readonly Box[];
  readonly frame: Pick<Frame, 'width' | 'height'>;
  /** Number of frames that the picture stands for. */
  readonly frames?: number;
}

/** Learns the scene from what a frame shows beside people; from it alone where the picture has another shape. */
export function learnScene(
  before: StillScene | null,
  now: StillScene,
  { people, frame, frames = 1 }: Lesson,
): StillScene {
  const maxStep = learningStep * frames;
  const known = before?.rows === now.rows ? before.cells : new Uint8Array(now.cells.length);
  const cells = now.cells.map((value, cell) => {
    const old = known[cell]!;
    if (people.some((box) => isIn(box, cell, now.rows, frame))) return old;
    return old === unknown ? value : old + Math.max(-maxStep, Math.min(maxStep, value - old));
  });
  return { rows: now.rows, cells };
}

/**
 * Tells whether something is in a box that was not there before. Where the scene is not known, anything may be: a box
 * that is mostly unknown counts as changed.
 */
export function isChanged(
  scene: StillScene | null,
  now: StillScene,
  { box, frame }: { readonly box: Box; readonly frame: Pick<Frame, 'width' | 'height'> },
): boolean {
  if (scene?.rows !== now.rows) return true;
  const inside = [...now.cells.keys()].filter((cell) => isIn(box, cell, now.rows, frame));
  const known = inside.filter((cell) => scene.cells[cell] !== unknown);
  if (known.length <= inside.length / 2) return true;
  const changed = known.filter((cell) => Math.abs(now.cells[cell]! - scene.cells[cell]!) >= minChange);
  return changed.length >= minChangedShare * known.length;
}

/**
 * Tells whether something as large as a person may be in a region that was not there before: half of the person's box,
 * since somebody who lies may be partly hidden, would have to look different in as many cells as `isChanged` asks for.
 *
 * @param others boxes of other people, whose cells do not count
 */
export function mayHoldPerson(
  scene: StillScene | null,
  now: StillScene,
  {
    region,
    person,
    others,
    frame,
  }: {
    readonly region: Box;
    readonly person: Box;
    readonly others: readonly Box[];
    readonly frame: Pick<Frame, 'width' | 'height'>;
  },
): boolean {
  if (scene?.rows !== now.rows) return true;
  const different = [...now.cells.keys()]
    .filter((cell) => isIn(region, cell, now.rows, frame))
    .filter((cell) => !others.some((box) => isIn(box, cell, now.rows, frame)))
    .filter((cell) => {
      const before = scene.cells[cell]!;
      return before === unknown || Math.abs(now.cells[cell]! - before) >= minChange;
    });
  const cellArea = (frame.width / columns) * (frame.height / now.rows);
  return different.length >= (minChangedShare * boxArea(person)) / 2 / cellArea;
}

/** Whether the center of a cell is in a box. */
function isIn(
  { x1, y1, x2, y2 }: Box,
  cell: number,
  rows: number,
  { width, height }: Pick<Frame, 'width' | 'height'>,
): boolean {
  const x = (((cell % columns) + 0.5) * width) / columns;
  const y = ((Math.floor(cell / columns) + 0.5) * height) / rows;
  return x >= x1 && x <= x2 && y >= y1 && y <= y2;
}
