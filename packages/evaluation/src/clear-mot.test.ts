import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clearMot } from './clear-mot.ts';
import type { EvaluatedFrame, IdentifiedBox } from './frames.ts';

/** Persons and tracks of a frame as [id, x1] of boxes 10 wide and 10 high. */
type Positions = readonly (readonly [id: number, x1: number])[];
const boxes = (positions: Positions): IdentifiedBox[] =>
  positions.map(([id, x1]) => ({ id, box: { x1, y1: 0, x2: x1 + 10, y2: 10 } }));
const frame = (labeled: Positions, reported: Positions): EvaluatedFrame<IdentifiedBox> => ({
  labeled: boxes(labeled),
  reported: boxes(reported),
});

describe('clearMot', () => {
  it('counts misses, false positives and switches as worked out by hand', () => {
    // Persons 1 (at 0) and 2 (at 100), tracks 7, 8 and 9. Boxes that are 1 apart overlap by 9 / 11.
    //   frame  matches             misses  false positives  switches
    //   1      1-7 (1), 2-8 (1)
    //   2      1-7 (9/11)          2
    //   3      2-8 (1)             1       9 at 500
    //   4      1-9 (1), 2-8 (1)                             1: 7 -> 9, though it was missed in between
    const measured = clearMot([
      frame(
        [
          [1, 0],
          [2, 100],
        ],
        [
          [7, 0],
          [8, 100],
        ],
      ),
      frame(
        [
          [1, 0],
          [2, 100],
        ],
        [[7, 1]],
      ),
      frame(
        [
          [1, 0],
          [2, 100],
        ],
        [
          [8, 100],
          [9, 500],
        ],
      ),
      frame(
        [
          [1, 0],
          [2, 100],
        ],
        [
          [9, 0],
          [8, 100],
        ],
      ),
    ]);
    expect(measured).toMatchObject({ matches: 6, misses: 2, falsePositives: 1, idSwitches: 1 });
    expect(measured.mota).toBeCloseTo(1 - 4 / 8, 12);
    expect(measured.motp).toBeCloseTo((5 + 9 / 11) / 6, 12);
  });

  it('keeps the matched track while it overlaps by half, although another fits better', () => {
    // 3 apart: 7 / 13 = 0.54. Track 8 fits exactly but is a false positive.
    const measured = clearMot([
      frame([[1, 0]], [[7, 0]]),
      frame(
        [[1, 0]],
        [
          [7, 3],
          [8, 0],
        ],
      ),
    ]);
    expect(measured).toMatchObject({ matches: 2, falsePositives: 1, idSwitches: 0 });
  });

  it('gives the track up once the overlap is less than half', () => {
    // 4 apart: 6 / 14 = 0.43.
    const measured = clearMot([
      frame([[1, 0]], [[7, 0]]),
      frame(
        [[1, 0]],
        [
          [7, 4],
          [8, 0],
        ],
      ),
    ]);
    expect(measured).toMatchObject({ matches: 2, falsePositives: 1, idSwitches: 1 });
  });

  it('takes up the same track again after a gap without a switch', () => {
    const measured = clearMot([
      frame([[1, 0]], [[7, 0]]),
      frame([[1, 0]], []),
      frame(
        [[1, 0]],
        [
          [8, 0],
          [7, 1],
        ],
      ),
    ]);
    expect(measured).toMatchObject({ misses: 1, falsePositives: 1, idSwitches: 0 });
  });

  it('matches as many as possible before it matches well', () => {
    // Track 7 fits person 1 best (9/11), but then 8 (only near 1: 8/12) would have nobody; 7 with 2 is 7 / 13.
    const measured = clearMot([
      frame(
        [
          [1, 0],
          [2, 4],
        ],
        [
          [7, 1],
          [8, -2],
        ],
      ),
    ]);
    expect(measured).toMatchObject({ matches: 2, misses: 0 });
    expect(measured.motp).toBeCloseTo((8 / 12 + 7 / 13) / 2, 12);
  });

  it('gives a track that two persons have had to the first of them', () => {
    // Person 1 has track 7, then person 2 does while 1 is away; when both stand there, 1 is asked first.
    const measured = clearMot([
      frame([[1, 0]], [[7, 0]]),
      frame([[2, 0]], [[7, 0]]),
      frame(
        [
          [1, 0],
          [2, 1],
        ],
        [[7, 1]],
      ),
    ]);
    expect(measured).toMatchObject({ matches: 3, misses: 1, idSwitches: 0 });
  });

  it('falls below zero when there are more false positives than persons', () => {
    const measured = clearMot([
      frame(
        [[1, 0]],
        [
          [7, 100],
          [8, 200],
        ],
      ),
    ]);
    expect(measured).toMatchObject({ mota: -2, motp: 0, matches: 0, misses: 1, falsePositives: 2 });
  });

  const scenes = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6 })), { minLength: 2, maxLength: 12 });
  const positions = (ids: readonly number[], trackOf: (id: number) => number): Positions =>
    ids.map((id) => [trackOf(id), id * 50]);

  it('is perfect for a perfect tracker, whatever it calls the persons', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        fc.pre(scene.flat().length > 0);
        const frames = scene.map((ids) =>
          frame(
            positions(ids, (id) => id),
            positions(ids, (id) => 100 - id),
          ),
        );
        expect(clearMot(frames)).toMatchObject({
          mota: 1,
          motp: 1,
          misses: 0,
          falsePositives: 0,
          idSwitches: 0,
        });
      }),
    );
  });

  it('counts one switch for each person seen before and after all tracks get new ids', () => {
    fc.assert(
      fc.property(scenes, fc.nat({ max: 12 }), (scene, at) => {
        fc.pre(scene.flat().length > 0);
        const frames = scene.map((ids, index) =>
          frame(
            positions(ids, (id) => id),
            positions(ids, (id) => (index < at ? id : id + 100)),
          ),
        );
        const before = new Set(scene.slice(0, at).flat());
        const after = new Set(scene.slice(at).flat());
        expect(clearMot(frames).idSwitches).toBe([...before].filter((id) => after.has(id)).length);
      }),
    );
  });
});
