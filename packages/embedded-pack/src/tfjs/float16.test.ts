import { expect, test } from '@jest/globals';
import { float16ToFloat32 } from './float16.ts';

test.each([
  ['zero', 0x0000, 0],
  ['negative zero', 0x8000, -0],
  ['one', 0x3c00, 1],
  ['minus two', 0xc000, -2],
  ['the number next to a third', 0x3555, 0.333251953125],
  ['the largest', 0x7bff, 65504],
  ['the smallest normal', 0x0400, 2 ** -14],
  ['the largest subnormal', 0x03ff, 2 ** -24 * 1023],
  ['the smallest subnormal', 0x0001, 2 ** -24],
  ['infinity', 0x7c00, Number.POSITIVE_INFINITY],
  ['negative infinity', 0xfc00, Number.NEGATIVE_INFINITY],
  ['no number', 0x7e00, Number.NaN],
])('half-precision bits of %s are read', (_case, bits, expected) => {
  expect(float16ToFloat32(Uint16Array.of(bits))[0]).toBe(expected);
});
