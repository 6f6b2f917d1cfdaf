import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { detectionAccuracy } from './average-precision.ts';
import type { EvaluatedFrame } from './frames.ts';

const box = (x1: number, width = 10) => ({ x1, y1: 0, x2: x1 + width, y2: 10 });
const label = (id: number, x1: number) => ({ id, box: box(x1) });
const detection = (x1: number, confidence: number) => ({ box: box(x1), confidence });
type Detection = ReturnType<typeof detection>;

describe('detectionAccuracy', () => {
  it('gives the area under a curve worked out by hand', () => {
    // Four labeled boxes; "right" by confidence: yes, no, yes, yes, no.
    //   rank       1     2     3     4     5
    //   precision  1/1   1/2   2/3   3/4   3/5
    //   recall     1/4   1/4   2/4   3/4   3/4
    //   best from here on
    //              1     3/4   3/4   3/4   3/5
    // Area: 1/4 * 1 + 1/4 * 3/4 + 1/4 * 3/4 = 0.625. F1 is highest at rank 4: 2 * 3 / (4 + 4) = 0.75.
    const frames: EvaluatedFrame<Detection>[] = [
      { labeled: [label(1, 0), label(2, 100)], reported: [detection(100, 0.7), detection(0, 0.9)] },
      { labeled: [label(1, 0), label(2, 100)], reported: [detection(0, 0.6), detection(50, 0.8)] },
      { labeled: [], reported: [detection(0, 0.5)] },
    ];
    const accuracy = detectionAccuracy(frames);
    expect(accuracy.ap50).toBeCloseTo(0.625, 12);
    expect(accuracy.precision).toBe(3 / 5);
    expect(accuracy.recall).toBe(3 / 4);
    expect(accuracy.bestF1).toEqual({ confidence: 0.6, precision: 3 / 4, recall: 3 / 4, f1: 0.75 });
  });

  it('counts a second detection of the same person as wrong, be it the better one', () => {
    const frames = [{ labeled: [label(1, 0)], reported: [detection(0, 0.8), detection(2, 0.9)] }];
    expect(detectionAccuracy(frames)).toMatchObject({ ap50: 1, precision: 0.5, recall: 1 });
  });

  it('lets a detection take the second-best person where the best one is taken', () => {
    // Overlaps: 0 with 2 is 8 / 12, 1 with 0 is 9 / 11, 1 with 2 is 9 / 11.
    const frames = [
      { labeled: [label(1, 0), label(2, 2)], reported: [detection(0, 0.9), detection(1, 0.8)] },
    ];
    expect(detectionAccuracy(frames)).toMatchObject({ ap50: 1, precision: 1, recall: 1 });
  });

  it.each([
    { name: 'exactly half', width: 5, recall: 1 },
    { name: 'less than half', width: 4.9, recall: 0 },
  ])('takes an overlap of $name for recall $recall', ({ width, recall }) => {
    const frames = [{ labeled: [label(1, 0)], reported: [{ box: box(0, width), confidence: 1 }] }];
    expect(detectionAccuracy(frames).recall).toBe(recall);
  });

  it('is zero throughout when nothing was detected', () => {
    const frames = [{ labeled: [label(1, 0)], reported: [] }];
    expect(detectionAccuracy(frames)).toEqual({ ap50: 0, precision: 0, recall: 0, bestF1: null });
  });

  it('depends on the order of the confidences only, not on their values', () => {
    const frame = fc.record({
      labeled: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1 }),
      reported: fc.uniqueArray(fc.integer({ min: 0, max: 12 })),
    });
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 5 }), (drawn) => {
        const accuracyWith = (confidence: (rank: number) => number) =>
          detectionAccuracy(
            drawn.map(({ labeled, reported }, index) => ({
              labeled: labeled.map((position) => label(position, position * 20)),
              reported: reported.map((position) =>
                detection(position * 20, confidence(position * 10 + index)),
              ),
            })),
          );
        const plain = accuracyWith((rank) => rank / 200);
        expect(accuracyWith((rank) => (rank / 200) ** 3).ap50).toBe(plain.ap50);
        expect(plain.ap50).toBeGreaterThanOrEqual(0);
        expect(plain.ap50).toBeLessThanOrEqual(plain.recall + 1e-12);
      }),
    );
  });
});
