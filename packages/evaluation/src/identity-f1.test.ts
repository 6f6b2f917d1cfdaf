import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EvaluatedFrame, IdentifiedBox } from './frames.ts';
import { identityF1 } from './identity-f1.ts';

/** Ids of the boxes at the positions 0, 1, 2...; null where there is no box. */
type Ids = readonly (number | null)[];
const boxes = (ids: Ids): IdentifiedBox[] =>
  ids.flatMap((id, position) =>
    id === null ? [] : [{ id, box: { x1: position * 50, y1: 0, x2: position * 50 + 10, y2: 10 } }],
  );
const frame = (labeled: Ids, reported: Ids): EvaluatedFrame<IdentifiedBox> => ({
  labeled: boxes(labeled),
  reported: boxes(reported),
});

describe('identityF1', () => {
  it('counts the boxes of the best one-to-one assignment, as worked out by hand', () => {
    // Frames in which the boxes agree:   track 7  track 8  track 9
    //   person 1                            2        3
    //   person 2                                     1        2
    // 1-8 with 2-9 agree in 5 of 9 labeled boxes (1: 5, 2: 4) and of 9 track boxes (7: 2, 8: 4, 9: 3).
    // 1-7 with 2-9 would agree in 4. IDF1 = 2 * 5 / (9 + 9).
    const measured = identityF1([
      frame([1, 2], [7, 8]),
      frame([1, 2], [7, 9]),
      frame([1, 2], [8, 9]),
      frame([1, 2], [8, null]),
      frame([1, null], [8, 9]),
    ]);
    expect(measured.idp).toBeCloseTo(5 / 9, 12);
    expect(measured.idr).toBeCloseTo(5 / 9, 12);
    expect(measured.idf1).toBeCloseTo(10 / 18, 12);
  });

  it('gives a person one track only, the longer one', () => {
    const measured = identityF1([frame([1], [7]), frame([1], [8]), frame([1], [8])]);
    expect(measured).toEqual({ idf1: 4 / 6, idp: 2 / 3, idr: 2 / 3 });
  });

  it('tells missed boxes from false ones', () => {
    // 1 of 3 labeled boxes, 1 of 2 track boxes, 2 * 1 of 5 together.
    const measured = identityF1([frame([1, null], [7, 8]), frame([1], [null]), frame([1], [null])]);
    expect(measured).toEqual({ idf1: 2 / 5, idp: 1 / 2, idr: 1 / 3 });
  });

  it('is zero without tracks', () => {
    expect(identityF1([frame([1], [null])])).toEqual({ idf1: 0, idp: 0, idr: 0 });
  });

  const scenes = fc.array(fc.array(fc.constantFrom(1, null), { minLength: 4, maxLength: 4 }), {
    minLength: 1,
    maxLength: 10,
  });
  const numbered = (scene: readonly Ids[]) =>
    scene.map((ids) => ids.map((id, position) => id && position + 1));

  it('is one for a perfect tracker, whatever it calls the persons', () => {
    fc.assert(
      fc.property(scenes, (drawn) => {
        const scene = numbered(drawn);
        fc.pre(scene.flat().some((id) => id !== null));
        const frames = scene.map((ids) =>
          frame(
            ids,
            ids.map((id) => id && 100 - id),
          ),
        );
        expect(identityF1(frames)).toEqual({ idf1: 1, idp: 1, idr: 1 });
      }),
    );
  });

  it('keeps the longer half when two persons swap their tracks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), (before, after) => {
        const frames = [
          ...Array.from({ length: before }, () => frame([1, 2], [7, 8])),
          ...Array.from({ length: after }, () => frame([1, 2], [8, 7])),
        ];
        expect(identityF1(frames).idf1).toBeCloseTo(Math.max(before, after) / (before + after), 12);
      }),
    );
  });
});
