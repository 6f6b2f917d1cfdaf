import { expect, test } from '@jest/globals';
import { reliability } from './reliability.ts';

const outcomes = (confidence: number, right: number, wrong: number) => [
  ...Array.from({ length: right }, () => ({ confidence, right: true })),
  ...Array.from({ length: wrong }, () => ({ confidence, right: false })),
];

test('outcomes are compared within bins of similar confidence', () => {
  const figures = reliability([...outcomes(0.9, 9, 1), ...outcomes(0.94, 10, 0), ...outcomes(0.6, 1, 4)]);
  expect(figures!.bins).toEqual([
    { from: 0.5, count: 5, stated: expect.closeTo(0.6, 9), right: expect.closeTo(0.2, 9) },
    { from: 0.9, count: 20, stated: expect.closeTo(0.92, 9), right: expect.closeTo(0.95, 9) },
  ]);
  expect(figures!.calibrationError).toBeCloseTo((5 * 0.4 + 20 * 0.03) / 25, 9);
  expect(figures!.brier).toBeCloseTo(
    (9 * 0.1 ** 2 + 0.9 ** 2 + 10 * 0.06 ** 2 + 0.4 ** 2 + 4 * 0.6 ** 2) / 25,
    9,
  );
});

test('confidences that come true have no calibration error, and certain ones that are right no Brier score', () => {
  expect(reliability(outcomes(0.75, 3, 1))).toMatchObject({ calibrationError: 0 });
  expect(reliability(outcomes(1, 3, 0))).toMatchObject({ calibrationError: 0, brier: 0 });
});

test('without outcomes there is nothing to compare', () => {
  expect(reliability([])).toBeNull();
});
