import { describe, expect, test } from '@jest/globals';
import { grayColumns, isChangedPicture } from './gray-picture.ts';
import { type MeasuredWindow, planSpans } from './plan-spans.ts';

const rows = 72;
/** A grey picture whose cells are lit by a function. */
const gray = (light: (column: number, row: number) => number) =>
  Uint8Array.from({ length: grayColumns * rows }, (_, cell) =>
    light(cell % grayColumns, Math.floor(cell / grayColumns)),
  );
const scene = (column: number, row: number) => 90 + ((column * 7 + row * 13) % 60);
const grain = (column: number, row: number) => ((column * 31 + row * 17) % 3) - 1;
/** Somebody small and dark against a scene. */
const somebody = (contrast: number) => (column: number, row: number) =>
  scene(column, row) - (column >= 40 && column < 44 && row >= 30 && row < 40 ? contrast : 0);

describe('the picture of a keyframe', () => {
  test.each([
    { name: 'the noise of a sensor', now: gray((x, y) => scene(x, y) + grain(x, y)), isChanged: false },
    {
      name: 'a light that is switched on everywhere',
      now: gray((x, y) => scene(x, y) + 40),
      isChanged: false,
    },
    { name: 'somebody far away', now: gray(somebody(20)), isChanged: true },
    {
      name: 'somebody dark in the dark',
      now: gray((x, y) => somebody(6)(x, y) + grain(x, y)),
      isChanged: true,
    },
  ])('is changed by $name: $isChanged', ({ now, isChanged }) => {
    expect(isChangedPicture(gray(scene), now)).toBe(isChanged);
  });
});

const second = 1_000_000;
const margins = { lookBackUs: 2 * second, holdUs: 4 * second };
const nobody = { startsWithPeople: false, endsWithPeople: false, wantedUntilUs: -1 };
const still = gray(scene);

/** A window from 100 s to 160 s; `secondsWithActivity` since its start. */
function window(secondsWithActivity: readonly number[], grays: MeasuredWindow['grays'] = []): MeasuredWindow {
  const activity = secondsWithActivity.map((at) => ({
    fromUs: (100 + at) * second,
    toUs: (100 + at) * second,
  }));
  return {
    ...{ startUs: 100 * second, endUs: 160 * second, packets: [], grays, activity },
    ...{ startLook: still, endLook: still },
  };
}

const spansOf = (planned: ReturnType<typeof planSpans>) =>
  planned.spans.map(({ fromUs, toUs }) => [fromUs / second - 100, toUs / second - 100]);

describe('spans', () => {
  test('reach beyond what was noticed, and neighbors are joined', () => {
    expect(spansOf(planSpans(window([20, 28, 50]), nobody, margins))).toEqual([
      [18, 32],
      [48, 54],
    ]);
  });

  test('begin and end with the window, and go on in the next', () => {
    const planned = planSpans(window([1, 59]), { ...nobody, wantedUntilUs: 106 * second }, margins);
    expect(spansOf(planned)).toEqual([
      [0, 6],
      [57, 60],
    ]);
    expect(planned.wantedUntilUs).toBe(163 * second);
  });

  test('include what lies between two pictures that differ', () => {
    const grays = [10, 20, 30].map((at) => ({
      timeUs: (100 + at) * second,
      data: at < 30 ? still : gray(somebody(20)),
    }));
    expect(spansOf(planSpans(window([], grays), nobody, margins))).toEqual([[18, 34]]);
  });

  test('begin with the first change, or the window, when people are there at its end', () => {
    const people = { ...nobody, endsWithPeople: true };
    expect(spansOf(planSpans(window([]), people, margins))).toEqual([[0, 60]]);
    expect(spansOf(planSpans(window([20]), people, margins))).toEqual([[18, 60]]);
  });

  test('begin with the window when people are there at its start', () => {
    expect(spansOf(planSpans(window([]), { ...nobody, startsWithPeople: true }, margins))).toEqual([[0, 4]]);
  });
});
