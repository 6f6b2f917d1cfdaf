import type { BodyState } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { uprightPose } from '../../testing/factories.ts';
import { followState, momentaryState, unknownSince } from './body-state.ts';

const pose = uprightPose(100, 200);

test.each<[string, Parameters<typeof momentaryState>[0], number | null, BodyState]>([
  ['lies', { posture: 'lying', pose }, 0.5, 'lying'],
  ['walks', { posture: 'standing', pose }, 0.5, 'walking'],
  ['sits', { posture: 'sitting', pose }, 0, 'sitting'],
  ['stands', { posture: 'standing', pose }, 0, 'standing'],
  ['bends down', { posture: 'bending', pose }, 0, 'standing'],
  ['walks with hidden legs', { pose }, 0.5, 'walking'],
  ['keeps still with hidden legs', { pose }, 0, 'unknown'],
  ['keeps still where no model finds joints', {}, 0, 'standing'],
  ['has just come', { posture: 'standing', pose }, null, 'unknown'],
])('the frame of somebody who %s tells its state', (_case, person, speed, state) => {
  expect(momentaryState(person, speed)).toBe(state);
});

/** States after each of some frames, five a second. */
function follow(...states: readonly BodyState[]): (readonly [BodyState, number])[] {
  let now = unknownSince(0);
  return states.map((state, index) => {
    now = JSON.parse(JSON.stringify(followState(now, { timeMs: index * 200, state })));
    return [now.state, now.sinceMs] as const;
  });
}

const times = (count: number, state: BodyState) => Array<BodyState>(count).fill(state);

describe('the state over time', () => {
  test('changes with the majority of a second, and counts from its first frame', () => {
    const states = follow(...times(5, 'standing'), ...times(5, 'walking'));
    expect(states[6]).toEqual(['standing', 0]);
    expect(states[7]).toEqual(['walking', 1000]);
    expect(states[9]).toEqual(['walking', 1000]);
  });

  test('does not change for single frames', () => {
    const flicker = [...times(5, 'sitting'), 'standing', ...times(3, 'sitting'), 'walking'] as const;
    expect(new Set(follow(...flicker).map(([state]) => state))).toEqual(new Set(['sitting']));
  });

  test('outlasts frames that tell nothing, for two seconds', () => {
    const states = follow(...times(5, 'sitting'), ...times(12, 'unknown'));
    expect(states[14]).toEqual(['sitting', 0]);
    expect(states[16]).toEqual(['unknown', 800]);
  });

  test('is what the frames tell that tell anything', () => {
    const seldom = Array.from({ length: 20 }, (_, index) => (index % 4 === 0 ? 'sitting' : 'unknown'));
    expect(follow(...(seldom as BodyState[])).at(-1)).toEqual(['sitting', 0]);
  });
});
