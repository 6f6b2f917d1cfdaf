import { expect, test } from '@jest/globals';
import { type CountedVisit, countVisits } from './occupancy.ts';

function visit(startMs: number, endMs: number, overrides: Partial<CountedVisit> = {}): CountedVisit {
  const entrance = { how: 'entered', by: null } as const;
  return { startMs, endMs, entrance, departure: { how: 'left', by: null }, crossings: null, ...overrides };
}
const recording = [{ startMs: 0, endMs: 30_000 }];

test('persons are counted in, out and at once in each step', () => {
  const visits = [visit(1000, 12_000), visit(9000, 11_000), visit(11_500, 29_000)];
  expect(countVisits(visits, recording, 10_000)).toMatchObject([
    { startMs: 0, endMs: 10_000, entered: 2, left: 0, mostPresent: 2, meanPresent: 1 },
    { startMs: 10_000, endMs: 20_000, entered: 1, left: 2, mostPresent: 2 },
    { startMs: 20_000, endMs: 30_000, entered: 0, left: 1, mostPresent: 1, meanPresent: 0.9 },
  ]);
});

test('who was there before the recording or after it is present, but neither came nor left', () => {
  const there = visit(0, 30_000, {
    entrance: { how: 'already-there', by: null },
    departure: { how: 'still-there', by: null },
  });
  expect(countVisits([there], recording, 30_000)).toMatchObject([
    { entered: 0, left: 0, mostPresent: 1, meanPresent: 1 },
  ]);
});

test('steps that no recording covers are left out, and means are over the recorded time', () => {
  const recordings = [
    { startMs: 7000, endMs: 9000 },
    { startMs: 45_000, endMs: 60_000 },
  ];
  const steps = countVisits([visit(7000, 8000), visit(50_000, 60_000)], recordings, 10_000);
  expect(steps.map(({ startMs, recordedMs, meanPresent }) => [startMs, recordedMs, meanPresent])).toEqual([
    [0, 2000, 0.5],
    [40_000, 5000, 0],
    [50_000, 10_000, 1],
  ]);
});

test('crossings of lines are counted by line and direction, in the step in which they are', () => {
  const at = (line: string, direction: 'in' | 'out', timeMs: number) => ({ line, direction, timeMs });
  const crossings = [at('door', 'in', 1000), at('aisle', 'in', 2000), at('door', 'out', 25_000)];
  const steps = countVisits([visit(0, 26_000, { crossings })], recording, 20_000);
  expect(steps.map(({ lines }) => lines)).toEqual([
    [
      { line: 'aisle', in: 1, out: 0 },
      { line: 'door', in: 1, out: 0 },
    ],
    [{ line: 'door', in: 0, out: 1 }],
  ]);
});

test('a step without length is refused', () => {
  expect(() => countVisits([], recording, 0)).toThrow(/expected more than 0 ms/);
});
