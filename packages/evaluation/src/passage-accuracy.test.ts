import { describe, expect, it } from '@jest/globals';
import { type PassageFindings, passageAccuracy, type ReportedPassage } from './passage-accuracy.ts';
import type { LabeledPerson } from './people-labels.ts';

const at = (x1: number) => ({ x1, y1: 100, x2: x1 + 40, y2: 200 });

/** Somebody who comes in from the left at 3 s and goes out to the right at 13 s, 36 pixels a second in 400. */
const walker: LabeledPerson = {
  id: 1,
  stays: [
    [
      { timeMs: 3000, box: at(0) },
      { timeMs: 13_000, box: at(360) },
    ],
  ],
};

/** A track that follows the walker from one time to another, seen every half second. */
function follow(id: number, fromMs: number, toMs: number) {
  const boxes = [];
  for (let timeMs = fromMs; timeMs <= toMs; timeMs += 500) {
    boxes.push({ timeMs, box: at(((timeMs - 3000) / 1000) * 36) });
  }
  return { id, boxes };
}

const entered = (trackId: number, timeMs: number): ReportedPassage => ({ kind: 'entered', trackId, timeMs });
const left = (trackId: number, timeMs: number): ReportedPassage => ({ kind: 'left', trackId, timeMs });

function score(findings: Partial<PassageFindings>, people = [walker]) {
  return passageAccuracy(people, {
    tracks: [follow(1, 3000, 13_000)],
    passages: [],
    durationMs: 20_000,
    frame: { width: 400, height: 300 },
    ...findings,
  });
}

describe('passageAccuracy', () => {
  it('finds an entrance and an exit that are reported within two seconds', () => {
    expect(score({ passages: [entered(1, 3500), left(1, 12_500)] })).toEqual({
      entered: { labeled: 1, found: 1, missed: 0, false: 0, falseInside: 0 },
      left: { labeled: 1, found: 1, missed: 0, false: 0, falseInside: 0 },
    });
  });

  it('calls a person who is lost and found again in the middle a false exit and a false entrance', () => {
    const tracks = [follow(1, 3000, 7000), follow(2, 9000, 13_000)];
    const passages = [entered(1, 3000), left(1, 7000), entered(2, 9000), left(2, 13_000)];
    expect(score({ tracks, passages })).toEqual({
      entered: { labeled: 1, found: 1, missed: 0, false: 1, falseInside: 1 },
      left: { labeled: 1, found: 1, missed: 0, false: 1, falseInside: 1 },
    });
  });

  it('misses what is reported more than two seconds late, or of a track elsewhere', () => {
    const late = score({ passages: [entered(1, 5100)] });
    expect(late.entered).toEqual({ labeled: 1, found: 0, missed: 1, false: 1, falseInside: 1 });
    const elsewhere = { id: 1, boxes: [{ timeMs: 3000, box: { x1: 200, y1: 100, x2: 240, y2: 200 } }] };
    const other = score({ tracks: [elsewhere], passages: [entered(1, 3000)] });
    expect(other.entered).toEqual({ labeled: 1, found: 0, missed: 1, false: 1, falseInside: 1 });
  });

  it('lets one passage be reported once', () => {
    const tracks = [follow(1, 3000, 4000), follow(2, 4000, 13_000)];
    const result = score({ tracks, passages: [entered(1, 3000), entered(2, 4000)] });
    expect(result.entered).toMatchObject({ labeled: 1, found: 1, false: 1, falseInside: 0 });
  });

  it('neither asks for passages in the first or last second nor calls them false', () => {
    const short = { durationMs: 13_500, tracks: [follow(1, 3000, 13_000)] };
    expect(score(short).left).toEqual({ labeled: 0, found: 0, missed: 0, false: 0, falseInside: 0 });
    const reported = score({ ...short, passages: [left(1, 13_000)] });
    expect(reported.left).toEqual({ labeled: 0, found: 0, missed: 0, false: 0, falseInside: 0 });
  });

  it('counts each stay of a person who comes back', () => {
    const twice = {
      id: 1,
      stays: [
        ...walker.stays,
        [
          { timeMs: 16_000, box: at(360) },
          { timeMs: 18_000, box: at(300) },
        ],
      ],
    };
    const result = score({ passages: [entered(1, 3000)] }, [twice]);
    expect(result.entered).toMatchObject({ labeled: 2, found: 1, missed: 1 });
    expect(result.left).toMatchObject({ labeled: 2, found: 0, missed: 2 });
  });
});
