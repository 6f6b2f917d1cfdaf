import { describe, expect, test } from '@jest/globals';
import { lineSchema } from '../store/line.ts';
import { standingBox } from '../testing/factories.ts';
import { lineCrossings } from './crossings.ts';

const frame = { width: 640, height: 480 };
/** From (160, 240) to (480, 240); inside is below. */
const door = { name: 'door', from: [0.25, 0.5], to: [0.75, 0.5], inside: [0.5, 0.9] } as const;
const line = lineSchema.parse(door);
const path = (...feet: (readonly [x: number, y: number])[]) =>
  feet.map(([x, y], index) => ({ timeMs: index * 200, box: standingBox(x, y), confidence: 0.8 }));
const crossed = (...feet: (readonly [x: number, y: number])[]) =>
  lineCrossings(path(...feet), [line], frame).map(({ direction, timeMs }) => `${direction} ${timeMs}`);

describe('a line', () => {
  test.each<[string, string[], (readonly [number, number])[]]>([
    [
      'is crossed inwards, and outwards',
      ['in 400', 'out 1000'],
      [
        [300, 200],
        [300, 235],
        [300, 270],
        [310, 290],
        [320, 240],
        [320, 210],
      ],
    ],
    [
      'is crossed once by somebody who stops on it and sways',
      ['in 1000'],
      [
        [300, 200],
        [300, 236],
        [300, 244],
        [300, 237],
        [300, 243],
        [300, 280],
      ],
    ],
    [
      'is not crossed by somebody who turns back on it',
      [],
      [
        [300, 200],
        [300, 245],
        [300, 200],
      ],
    ],
    [
      'is not crossed beside its ends',
      [],
      [
        [100, 200],
        [100, 280],
        [600, 280],
        [600, 200],
      ],
    ],
    [
      'is crossed by somebody who was hidden meanwhile',
      ['in 200'],
      [
        [300, 100],
        [340, 400],
      ],
    ],
    [
      'is not crossed by somebody who appears inside',
      [],
      [
        [300, 300],
        [300, 350],
      ],
    ],
  ])('%s', (_case, expected, feet) => {
    expect(crossed(...feet)).toEqual(expected);
  });

  test('has an inner side', () => {
    const swapped = { ...door, from: door.to, to: door.from };
    expect(lineCrossings(path([300, 200], [300, 280]), [lineSchema.parse(swapped)], frame)).toEqual([
      { line: 'door', direction: 'in', timeMs: 200 },
    ]);
    expect(() => lineSchema.parse({ ...door, inside: [0.9, 0.5] })).toThrow(/lies on the line/);
    expect(() => lineSchema.parse({ ...door, to: door.from })).toThrow(/ends must differ/);
  });
});
