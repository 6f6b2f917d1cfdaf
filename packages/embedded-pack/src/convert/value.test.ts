import { describe, expect, test } from '@jest/globals';
import { broadcast, permute, toNchw, toNhwc } from './value.ts';

describe('shapes broadcast', () => {
  test.each([
    ['alike', [2, 3], [2, 3], [2, 3]],
    ['a single number on the right', [7, 6, 4], [], [7, 6, 4]],
    ['a single number on the left', [], [7, 6, 4], [7, 6, 4]],
    ['a number for each channel', [1, 7, 6, 4], [4], [1, 7, 6, 4]],
    ['each stretched along another axis', [3, 1], [1, 4], [3, 4]],
  ])('%s', (_case, a, b, expected) => {
    expect(broadcast(a, b)).toEqual(expected);
  });
});

test('elements follow their dimensions', () => {
  expect(permute(Int32Array.of(1, 2, 3, 4, 5, 6), [2, 3], [1, 0])).toEqual(Int32Array.of(1, 4, 2, 5, 3, 6));
});

test('channels moved to the front and back lie as before', () => {
  const nhwc = Float32Array.from({ length: 120 }, (_, index) => index);
  const nchw = permute(nhwc, [2, 3, 4, 5], toNchw);
  // Batch 1, channel 2, row 0, column 3.
  expect(nchw[((1 * 5 + 2) * 3 + 0) * 4 + 3]).toBe(nhwc[((1 * 3 + 0) * 4 + 3) * 5 + 2]);
  expect(permute(nchw, [2, 5, 3, 4], toNhwc)).toEqual(nhwc);
});
