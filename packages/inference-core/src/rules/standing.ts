import type { Posture } from '@deepsentinel/queue-contracts';
import { defineRule } from './define-rule.ts';
import { interval } from './observe/interval.ts';
import { walkingSpeed } from './observe/observation.ts';

/**
 * A person upright in one place for at least two seconds; bending down for a moment does not end it. Where nothing tells
 * the posture, somebody who keeps still is taken to stand.
 */
export const standingRule = defineRule({
  name: 'standing',
  type: 'standing',
  ...interval({
    minDurationMs: 2000,
    maxGapMs: 1000,
    matches: ({ person, speedHeightsPerSecond }) =>
      isUpright(person.posture) && speedHeightsPerSecond !== null && speedHeightsPerSecond < walkingSpeed,
  }),
  sentence: ({ who, duration }) => `${who} stands for ${duration}`,
});

function isUpright(posture: Posture | undefined): boolean {
  return posture === undefined || posture === 'standing' || posture === 'bending';
}
