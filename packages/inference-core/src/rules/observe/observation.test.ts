import { describe, expect, test } from '@jest/globals';
import { person, standingBox, storeContext, uprightPose, zone } from '../../testing/factories.ts';
import { unknownSince } from './body-state.ts';
import { type BareObservation, observationOf } from './observation.ts';

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
  const observe = (bare: BareObservation, of: typeof store | null) =>
    observationOf(bare, { trail: [], stateBefore: unknownSince(0), store: of }).observation;
  const look = (x: number, pose = uprightPose(x, 300)) =>
    observe(
      {
        trackId: 1,
        timeMs: 45_000,
        recordingMs: 45_000,
        person: person({ box: standingBox(x, 300), pose }),
        frame,
      },
      store,
    );

  test('knows the zones that the feet are in, whatever the size of the picture', () => {
    expect([look(200).standsIn, look(300).standsIn]).toEqual([['checkout'], []]);
    const small = { trackId: 1, timeMs: 0, recordingMs: 0, person: person({ box: standingBox(100, 150) }) };
    expect(observe({ ...small, frame: { width: 320, height: 240 } }, store).standsIn).toEqual(['checkout']);
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
    const bare = { trackId: 1, timeMs: 0, recordingMs: 0, person: body, frame };
    expect(observe(bare, null)).toMatchObject({ localTime: null, standsIn: [], exit: null });
  });
});
