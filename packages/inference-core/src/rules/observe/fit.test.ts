import { expect, test } from '@jest/globals';
import { observation, person, uprightPose } from '../../testing/factories.ts';
import { fitOf } from './fit.ts';
import type { Observation } from './observation.ts';

const feet = (left: number, right: number) => ({
  person: person({ pose: uprightPose(200, 300, { leftAnkle: { x: left }, rightAnkle: { x: right } }) }),
});

test.each<[string, Parameters<typeof fitOf>[0]['shows'], Partial<Observation>, number]>([
  ['somebody who stands', 'standing', feet(205, 195), 1],
  ['a stride', 'standing', feet(220, 180), 0.3],
  ['somebody who has just set off', 'standing', { latestSpeedHeightsPerSecond: 0.5 }, 0.3],
  ['somebody who walks', 'standing', { momentaryState: 'walking' }, 0.1],
  [
    'somebody who walks, who is to walk',
    'walking',
    { momentaryState: 'walking', latestSpeedHeightsPerSecond: 0.8 },
    1,
  ],
  [
    'somebody who gets up from a chair',
    'sitting',
    { momentaryState: 'sitting', latestSpeedHeightsPerSecond: 0.3 },
    0.3,
  ],
  ['a hand in the shelf', 'reaching', { reachesInto: ['drinks'] }, 1],
  ['no hand in the shelf', 'reaching', { reachesInto: [] }, 0.1],
  ['a hidden hand', 'reaching', { reachesInto: null }, 0.1],
  ['anything', null, { momentaryState: 'walking' }, 1],
])('a picture of %s fits an event that shows "%s"', (_case, shows, overrides, fit) => {
  expect(fitOf({ shows }, observation(overrides))).toBe(fit);
});
