import { expect, test } from '@jest/globals';
import { standingBox } from '../testing/factories.ts';
import { type HeatMap, HeatMapBuilder } from './heat-map.ts';

const frame = { width: 960, height: 540 };
const stay = (x: number, y: number, seconds: number) =>
  Array.from({ length: seconds + 1 }, (_, second) => ({
    timeMs: second * 1000,
    box: standingBox(x, y),
    confidence: 0.8,
  }));
/** Adds paths of frames of 960 x 540, and of half the size. */
function mapOf(paths: readonly ReturnType<typeof stay>[], halfPaths: typeof paths = []): HeatMap {
  const builder = new HeatMapBuilder();
  for (const path of paths) builder.add(path, frame);
  for (const path of halfPaths) builder.add(path, { width: 480, height: 270 });
  return builder.map!;
}
const sumOf = (seconds: Float32Array) => seconds.reduce((sum, cell) => sum + cell, 0);

test('a heat map holds the time of all paths where their feet were', () => {
  const { columns, rows, seconds } = mapOf(
    [stay(245, 275, 20), stay(705, 275, 40)],
    [stay(122.5, 137.5, 20)],
  );
  expect([columns, rows]).toEqual([96, 54]);
  expect(sumOf(seconds)).toBeCloseTo(80, 0);
  const at = (column: number, row: number) => seconds[row * columns + column]!;
  expect(at(24, 27)).toBeCloseTo(at(70, 27), 5);
  expect(at(24, 27)).toBe(Math.max(...seconds));
  expect(at(48, 27)).toBe(0);
});

test('a person who was hidden for long counts as there for two seconds of it', () => {
  const [first, last] = [stay(400, 275, 0), stay(400, 275, 0)];
  const path = [...first, ...last.map((point) => ({ ...point, timeMs: 60_000 }))];
  expect(sumOf(mapOf([path]).seconds)).toBeCloseTo(2, 1);
});

test('feet below the picture count only as far as they are in it, and without a path there is no map', () => {
  expect(sumOf(mapOf([stay(400, 900, 10)]).seconds)).toBe(0);
  expect(new HeatMapBuilder().map).toBeNull();
});
