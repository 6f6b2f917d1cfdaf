import { describe, expect, test } from '@jest/globals';
import { person, standingBox, storeContext, uprightPose, zone } from '../../testing/factories.ts';
import { extendTrail, type FootPosition, movement, observationOf } from './observation.ts';

/** Trail of a person 100 pixels high that moves by some pixels each 200 ms. */
function walk(dx: number, dy: number, steps = 5): FootPosition[] {
  let trail: FootPosition[] = [];
  for (let step = 0; step <= steps; step++) {
    trail = extendTrail(trail, standingBox(300 + step * dx, 300 + step * dy), step * 200);
  }
  return trail;
}

describe('movement', () => {
  test.each([
    ['to the left', -10, 0, 'left', 0.5],
    ['to the right', 10, 0, 'right', 0.5],
    // Steps in depth look half as long as steps to the side.
    ['towards the camera', 0, 5, 'towards the camera', 0.5],
    ['away from the camera', 0, -5, 'away from the camera', 0.5],
  ])('%s', (_case, dx, dy, direction, speed) => {
    const { speedHeightsPerSecond, direction: seen } = movement(walk(dx, dy));
    expect(seen).toBe(direction);
    expect(speedHeightsPerSecond).toBeCloseTo(speed, 6);
  });

  test('is unknown until there is enough of it', () => {
    expect(movement(walk(10, 0, 1))).toEqual({ speedHeightsPerSecond: null, direction: null });
  });

  test('is that of the last second only', () => {
    const standing = walk(0, 0, 20);
    expect(standing.length).toBeLessThanOrEqual(6);
  });
});

describe('an observation in a store', () => {
  const store = storeContext({
    zones: [
      zone('shelf', [0.5, 0.2, 0.7, 0.6]),
      zone('checkout', [0.2, 0.5, 0.4, 0.7]),
      zone('exit', [0, 0.5, 0.1, 1]),
    ],
    recordedAt: '2026-05-01T17:59:30Z',
  });
  const frame = { width: 640, height: 480 };
  const look = (x: number, pose = uprightPose(x, 300)) =>
    observationOf(
      { trackId: 1, timeMs: 45_000, person: person({ box: standingBox(x, 300), pose }), frame },
      [],
      store,
    );

  test('knows the zones that the feet are in, whatever the size of the picture', () => {
    expect([look(200).standsIn, look(300).standsIn]).toEqual([['checkout'], []]);
    const small = { trackId: 1, timeMs: 0, person: person({ box: standingBox(100, 150) }) };
    expect(observationOf({ ...small, frame: { width: 320, height: 240 } }, [], store).standsIn).toEqual([
      'checkout',
    ]);
  });

  test('takes those for at the exit who stand in it or a step away', () => {
    expect([look(40), look(90), look(100)].map(({ exit }) => exit)).toEqual(['the exit', 'the exit', null]);
  });

  test('knows a stretched arm over a shelf from one that hangs down before it', () => {
    const stretched = uprightPose(310, 300, { leftWrist: { x: 340, y: 230 } });
    expect(look(310, stretched).reachesInto).toEqual(['the shelf']);
    expect(look(340).reachesInto).toEqual([]);
  });

  test('says when no hand can be seen', () => {
    const hidden = { leftWrist: { confidence: 0.1 }, rightWrist: { confidence: 0.1 } };
    expect(look(310, uprightPose(310, 300, hidden)).reachesInto).toBeNull();
  });

  test('has the time of the store', () => {
    expect(look(200).localTime).toMatchObject({ date: '2026-05-02', time: '03:00:15' });
    const { person: body } = look(200);
    const bare = { trackId: 1, timeMs: 0, person: body, frame };
    expect(observationOf(bare, [], null)).toMatchObject({ localTime: null, standsIn: [], exit: null });
  });
});
