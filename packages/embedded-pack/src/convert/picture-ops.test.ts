import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareOp, type OpCase } from '../testing/compare-op.ts';
import { attribute } from '../testing/graph-model.ts';
import { ints } from '../testing/tensor.ts';
import { pictureOps } from './picture-ops.ts';

const { flag } = attribute;
const modes = {
  corners: { align_corners: flag(true), half_pixel_centers: flag(false) },
  halfPixel: { align_corners: flag(false), half_pixel_centers: flag(true) },
  plain: { align_corners: flag(false), half_pixel_centers: flag(false) },
};
const amounts = ints([0, 0, 1, 2, 3, 0, 0, 4], [4, 2]);
const keep = { keep_dims: flag(true) };
const drop = { keep_dims: flag(false) };

const cases: OpCase[] = [
  { op: 'Pad', form: 'with the channels last', inputs: ['x', amounts] },
  { op: 'Pad', form: 'with the channels first', inputs: ['y', amounts] },
  { op: 'Pad', form: 'of no picture', shape: [1, 5, 3], inputs: ['x', ints([0, 0, 2, 0, 1, 1], [3, 2])] },
  {
    op: 'Pad',
    form: 'of integers',
    shape: [1, 5],
    integers: true,
    inputs: ['x', ints([0, 0, 2, 1], [2, 2])],
  },
  ...Object.entries(modes).flatMap(([mode, attributes]): OpCase[] => [
    { op: 'ResizeBilinear', form: `larger, ${mode}`, inputs: ['x', ints([14, 9])], attributes },
    { op: 'ResizeBilinear', form: `smaller, ${mode}`, inputs: ['y', ints([3, 4])], attributes },
    { op: 'ResizeBilinear', form: `to its own size, ${mode}`, inputs: ['y', ints([7, 6])], attributes },
  ]),
  { op: 'Mean', form: 'over the picture, kept', inputs: ['y', ints([1, 2])], attributes: keep },
  { op: 'Mean', form: 'over the picture, dropped', inputs: ['y', ints([1, 2])], attributes: drop },
  { op: 'Mean', form: 'over the picture, channels last', inputs: ['x', ints([1, 2])], attributes: keep },
  { op: 'Mean', form: 'over axes counted from the end', inputs: ['y', ints([-3, -2])], attributes: keep },
  { op: 'Mean', form: 'over the channels', inputs: ['y', ints([3])], attributes: drop },
  { op: 'Mean', form: 'of no picture', shape: [1, 5, 3], inputs: ['x', ints([1])], attributes: drop },
];

describe('operations on height and width compute what TensorFlow.js computes', () => {
  test.each(cases)('$op $form', (example) => compareOp(example));

  test('every one of them is compared', () => {
    expect(new Set(cases.map(({ op }) => op))).toEqual(new Set(Object.keys(pictureOps)));
  });

  test('ResizeBilinear from any size to any size', async () => {
    const size = fc.integer({ min: 1, max: 33 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(size, size),
        fc.tuple(size, size),
        fc.constantFrom(...Object.values(modes)),
        (from, to, attributes) =>
          compareOp({
            op: 'ResizeBilinear',
            form: 'any',
            shape: [1, ...from, 1],
            inputs: ['x', ints(to)],
            attributes,
            fixedBatch: true,
          }),
      ),
      { numRuns: 60, seed: 1 },
    );
  });
});
