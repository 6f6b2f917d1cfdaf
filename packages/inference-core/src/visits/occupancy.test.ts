import { expect, test } from '@jest/globals';
import { type CountedVisit, countVisits } from './occupancy.ts';

function visit(startMs: number, endMs: number, overrides: Partial<CountedVisit> = {}): CountedVisit {
  const entrance = { how: 'entered', by: null } as const;
  return { startMs, endMs, entrance, departure: { how: 'left', by: null }, ...overrides };
}
const whole = { startMs: 0, endMs: 30_000 };

test('persons are counted in, out and at once in each step', () => {
  const counts = countVisits(
    [visit(1000, 12_000), visit(9000, 11_000), visit(11_500, 30_000)],
    whole,
    10_000,
  );
  expect(counts).toMatchObject([
    { startMs: 0, endMs: 10_000, entered: 2, left: 0, mostPresent: 2, meanPresent: 1 },
    { startMs: 10_000, endMs: 20_000, entered: 1, left: 2, mostPresent: 2 },
    { startMs: 20_000, endMs: 30_000, entered: 0, left: 1, mostPresent: 1, meanPresent: 1 },
  ]);
});

test('who was there before the recording or after it came and left unseen', () => {
  const there = visit(0, 30_000, {
    entrance: { how: 'already-there', by: null },
    departure: { how: 'still-there', by: null },
  });
  expect(countVisits([there], whole, 30_000)).toMatchObject([
    { entered: 0, left: 0, mostPresent: 1, meanPresent: 1 },
  ]);
});

test('steps begin at multiples of their length; the first and the last may be shorter', () => {
  const steps = countVisits([visit(7000, 21_000)], { startMs: 7000, endMs: 21_000 }, 10_000);
  expect(steps.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
    [7000, 10_000],
    [10_000, 20_000],
    [20_000, 21_000],
  ]);
  expect(steps.at(-1)).toMatchObject({ left: 1, meanPresent: 1 });
});

test('a step without length is refused', () => {
  expect(() => countVisits([], whole, 0)).toThrow(/expected more than 0 ms/);
});
