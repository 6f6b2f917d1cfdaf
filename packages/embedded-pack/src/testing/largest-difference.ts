import type { TestTensor } from './tensor.ts';

/** Finds the largest difference between two elements; infinite when only one of them is a number. */
export function largestDifference(actual: TestTensor, expected: TestTensor): number {
  let largest = 0;
  for (const [index, value] of expected.data.entries()) {
    const other = actual.data[index]!;
    const difference = Object.is(value, other) ? 0 : Math.abs(value - other);
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  return largest;
}
