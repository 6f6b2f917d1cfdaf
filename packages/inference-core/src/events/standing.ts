import { intervalRule } from './interval-rule.ts';
import { walkingSpeed } from './walking.ts';

/** A person upright in one place for at least two seconds; bending down for a moment does not end it. */
export const standingRule = intervalRule({
  type: 'standing',
  minDurationMs: 2000,
  bridgeMs: 1000,
  matches: ({ person, speedHeightsPerSecond }) =>
    (person.posture === 'standing' || person.posture === 'bending') &&
    speedHeightsPerSecond !== null &&
    speedHeightsPerSecond < walkingSpeed,
});
