import type { Posture } from '@deepsentinel/queue-contracts';
import { intervalRule } from './interval-rule.ts';
import { walkingSpeed } from './walking.ts';

/**
 * A person upright in one place for at least two seconds; bending down for a moment does not end it. Where nothing tells
 * the posture, who keeps still is taken to stand.
 */
export const standingRule = intervalRule({
  type: 'standing',
  minDurationMs: 2000,
  maxGapMs: 1000,
  matches: ({ person, speedHeightsPerSecond }) =>
    isUpright(person.posture) && speedHeightsPerSecond !== null && speedHeightsPerSecond < walkingSpeed,
});

function isUpright(posture: Posture | undefined): boolean {
  return posture === undefined || posture === 'standing' || posture === 'bending';
}
