import type { Box } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { paintedFrame, person, standingBox } from '../testing/factories.ts';
import { FallenSearch, initialFallenSearch } from './fallen-search.ts';

const size = { width: 320, height: 240 };
const upright = standingBox(160, 180);
const lyingBox = { x1: 120, y1: 150, x2: 220, y2: 190 };

/** A frame of a gray room in which boxes are dark. */
function room(timeMs: number, dark: readonly Box[], light = 1) {
  const isDark = (x: number, y: number) =>
    dark.some(({ x1, y1, x2, y2 }) => x >= x1 && x < x2 && y >= y1 && y < y2);
  return paintedFrame({ ...size, timeMs }, (x, y) => {
    const value = light * (isDark(x, y) ? 40 : 150);
    return [value, value, value];
  });
}

interface Scenario {
  /** Boxes that are dark in every frame. */
  readonly furniture?: readonly Box[];
  /** Box in which the person was last seen. */
  readonly lastBox?: Box;
  readonly exits?: readonly (readonly (readonly [number, number])[])[];
  /** Confidence of what each look finds in the lying box; null where it finds nothing. */
  readonly looks: readonly (number | null)[];
  /** Whether somebody lies there in the pictures. */
  readonly lies?: boolean;
  readonly onLook?: () => void;
  /** Number of the step from which the light is on. */
  readonly litFrom?: number;
}

/** Shows a person for a second, then looks; returns the looks that find somebody. */
async function search({
  furniture = [],
  lastBox = upright,
  exits = [],
  looks,
  lies = true,
  onLook,
  litFrom = 0,
}: Scenario) {
  let look = 0;
  const redetect = async () => {
    onLook?.();
    const confidence = looks[look++]!;
    return confidence === null ? null : person({ box: lyingBox, posture: 'lying', confidence });
  };
  let fallen = new FallenSearch(redetect, initialFallenSearch);
  const step = async (index: number, isSeen: boolean) => {
    const body = isSeen ? [lastBox] : lies ? [lyingBox] : [];
    const found = await fallen.search({
      frame: room(index * 200, [...furniture, ...body], index < litFrom ? 0.3 : 1),
      persons: isSeen ? [person({ box: lastBox })] : [],
      unseen: isSeen ? [] : [{ trackId: 7, lastBox, lastSeenMs: 800 }],
      exits,
    });
    fallen = new FallenSearch(redetect, JSON.parse(JSON.stringify(fallen.state)));
    return found.length > 0;
  };
  // The room is empty before the person comes.
  await fallen.search({ frame: room(0, furniture, litFrom > 0 ? 0.3 : 1), persons: [], unseen: [], exits });
  for (let index = 1; index < 5; index++) await step(index, true);
  const found: boolean[] = [];
  for (const index of looks.keys()) found.push(await step(5 + index, false));
  return found;
}

describe('somebody who was lost is found lying', () => {
  test.each<[string, number[] | (number | null)[], boolean[]]>([
    ['once two looks agree', [0.3, 0.3, 0.3], [false, true, true]],
    ['if two of three looks agree', [0.3, null, 0.3], [false, false, true]],
    [
      'again in the same place after looks that found nothing',
      [0.3, 0.3, null, null, null, 0.21],
      [...[false, true, false, false, false, true]],
    ],
    ['with less confidence after the first find', [0.3, 0.21, 0.21], [false, true, true]],
  ])('%s', async (_case, looks, found) => {
    expect(await search({ looks })).toEqual(found);
  });
});

test.each([3, 5])('furniture that a light shows from step %i on is nobody', async (litFrom) => {
  const found = await search({ furniture: [lyingBox], looks: [0.5, 0.5, 0.5], lies: false, litFrom });
  expect(found).toEqual([false, false, false]);
});

test('somebody who lies there when the light is switched on is found', async () => {
  expect(await search({ looks: [0.5, 0.5, 0.5], litFrom: 5 })).toEqual([false, true, true]);
});

test('models look where the picture has changed only', async () => {
  const lookWhere = async (scenario: Partial<Scenario>) => {
    let count = 0;
    await search({ looks: [null, null, null], onLook: () => count++, ...scenario });
    return count;
  };
  expect(await lookWhere({ lies: true })).toBe(3);
  expect(await lookWhere({ lies: false })).toBe(0);
  expect(await lookWhere({ lies: false, furniture: [lyingBox] })).toBe(0);
});

describe('nobody is found lying', () => {
  test.each<[string, Scenario]>([
    ['by a single look', { looks: [0.5, null, null, 0.5] }],
    ['by looks that are hardly confident', { looks: [0.22, 0.22, 0.22] }],
    ['in a cloth that has been there before', { looks: [0.4, 0.4, 0.4], furniture: [lyingBox], lies: false }],
    ['where nothing has changed', { looks: [0.4, 0.4, 0.4], lies: false }],
    ['of those who left by the side', { looks: [0.4, 0.4, 0.4], lastBox: standingBox(24, 180) }],
    [
      'of those who left by an exit',
      {
        looks: [0.4, 0.4, 0.4],
        exits: [
          [
            [150, 160],
            [170, 160],
            [170, 190],
            [150, 190],
          ],
        ],
      },
    ],
    ['of those who are too far off', { looks: [0.4, 0.4], lastBox: standingBox(160, 180, { height: 40 }) }],
  ])('%s', async (_case, scenario) => {
    expect((await search(scenario)).includes(true)).toBe(false);
  });
});

test('the light that changes while footage is passed over is learned as from its frames', async () => {
  const lit = (timeMs: number, light: number) =>
    paintedFrame({ ...size, timeMs }, () => [light, light, light]);
  const nobody = { persons: [], unseen: [], exits: [] };
  const redetect = async () => null;
  const watching = new FallenSearch(redetect, initialFallenSearch);
  const passing = new FallenSearch(redetect, initialFallenSearch);
  for (let look = 0; look <= 20; look++) {
    const frame = lit(look * 1000, 100 + 2 * look);
    await watching.search({ frame, ...nobody });
    if (look > 0 && look < 20) passing.passOver();
    else await passing.search({ frame, ...nobody });
  }
  expect(passing.state).toEqual(watching.state);
});
