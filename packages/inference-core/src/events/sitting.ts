import { intervalRule } from './interval-rule.ts';
import { walkingSpeed } from './walking.ts';

/** A person seated for at least two seconds. */
export const sittingRule = intervalRule({
  type: 'sitting',
  minDurationMs: 2000,
  maxGapMs: 1500,
  matches: ({ person, speedHeightsPerSecond }) =>
    person.posture === 'sitting' && (speedHeightsPerSecond ?? 0) < walkingSpeed,
});
