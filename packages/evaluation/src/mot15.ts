import type { IdentifiedBox } from './frames.ts';

const columns = ['frame', 'id', 'left', 'top', 'width', 'height', 'flag'] as const;
type Row = Record<(typeof columns)[number], number>;

/**
 * Reads labels in the format of MOTChallenge 2015 (`gt.txt`): one box a line, `frame,id,left,top,width,height,flag,...`;
 * what follows the flag (world coordinates, or class and visibility in later years) is not used.
 *
 * Frames count from 1. So do the pixels: 1 is taken off left and top, as MOTChallenge's devkits do. Rows with the flag 0
 * are not to be evaluated and are left out.
 *
 * @returns boxes by frame, in the order of the lines
 * @throws {Error} naming the line that is not such a row, or that repeats an id within a frame
 * @see https://motchallenge.net/instructions/
 */
export function parseMot15(text: string): Map<number, IdentifiedBox[]> {
  const frames = new Map<number, IdentifiedBox[]>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const { frame, id, left, top, width, height, flag } = parseRow(line, index + 1);
    if (flag === 0) continue;
    const boxes = frames.get(frame) ?? [];
    if (boxes.some((other) => other.id === id)) {
      throw new Error(`Ground truth line ${index + 1}: id ${id} is already in frame ${frame}`);
    }
    boxes.push({ id, box: { x1: left - 1, y1: top - 1, x2: left - 1 + width, y2: top - 1 + height } });
    frames.set(frame, boxes);
  }
  return frames;
}

function parseRow(line: string, lineNumber: number): Row {
  const fields = line.split(',').map((field) => field.trim());
  if (fields.length < columns.length) {
    throw new Error(
      `Ground truth line ${lineNumber}: expected ${columns.join(',')} and more, found ${fields.length} value(s)`,
    );
  }
  const row = Object.fromEntries(columns.map((column, index) => [column, toNumber(fields[index]!)])) as Row;
  for (const column of columns) {
    const problem = problemOf(column, row[column]);
    if (problem) {
      const value = fields[columns.indexOf(column)];
      throw new Error(`Ground truth line ${lineNumber}: ${column} is "${value}", ${problem}`);
    }
  }
  return row;
}

function toNumber(field: string): number {
  return field === '' ? Number.NaN : Number(field);
}

function problemOf(column: (typeof columns)[number], value: number): string | undefined {
  if (!Number.isFinite(value)) return 'expected a number';
  if (column === 'frame' && !(Number.isInteger(value) && value >= 1)) return 'expected a whole number from 1';
  if (column === 'id' && !Number.isInteger(value)) return 'expected a whole number';
  if ((column === 'width' || column === 'height') && value <= 0) return 'expected more than 0';
  return undefined;
}
