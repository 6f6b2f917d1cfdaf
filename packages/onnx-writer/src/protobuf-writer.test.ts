import { expect, test } from '@jest/globals';
import { ProtobufWriter } from './protobuf-writer.ts';

const hex = (writer: ProtobufWriter) => Buffer.from(writer.finish()).toString('hex');

// Expected bytes follow https://protobuf.dev/programming-guides/encoding/.
test.each([
  ['zero', 0, '0800'],
  ['the largest of one byte', 127, '087f'],
  ['the smallest of two bytes', 128, '088001'],
  ['more than 32 bits', 2 ** 32, '088080808010'],
  ['a negative number, in ten bytes', -1, '08ffffffffffffffffff01'],
  ['the least of 64 bits', -(2n ** 63n), '0880808080808080808001'],
])('an integer field holds %s', (_case, value, bytes) => {
  expect(hex(new ProtobufWriter().int(1, value))).toBe(bytes);
});

test('a float field holds a negative fraction', () => {
  expect(hex(new ProtobufWriter().float(2, -0.5))).toBe('15000000bf');
});

test('a text field counts bytes, not characters', () => {
  expect(hex(new ProtobufWriter().text(2, 'né'))).toBe('12036ec3a9');
});

test('a field number above 15 takes two bytes', () => {
  expect(hex(new ProtobufWriter().int(20, 7))).toBe('a00107');
});

test('a message lies within another', () => {
  const inner = new ProtobufWriter().int(1, 150);
  expect(hex(new ProtobufWriter().message(3, inner))).toBe('1a03089601');
});
