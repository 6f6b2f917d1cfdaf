import { intervalRule } from './interval-rule.ts';

/** Slower feet are taken for standing, box heights per second; a stroll is about 0.5. */
export const walkingSpeed = 0.22;

/** A person on the move for at least a second. */
export const walkingRule = intervalRule({
  type: 'walking',
  minDurationMs: 1000,
  maxGapMs: 1500,
  matches: ({ person, speedHeightsPerSecond }) =>
    person.posture !== 'lying' && speedHeightsPerSecond !== null && speedHeightsPerSecond >= walkingSpeed,
});
