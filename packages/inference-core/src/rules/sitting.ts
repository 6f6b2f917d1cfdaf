import { defineRule } from './define-rule.ts';
import { interval } from './observe/interval.ts';
import { walkingSpeed } from './observe/observation.ts';

/** A person seated for at least two seconds. */
export const sittingRule = defineRule({
  name: 'sitting',
  type: 'sitting',
  stages: ['rules', 'pose'],
  ...interval({
    minDurationMs: 2000,
    maxGapMs: 1500,
    matches: ({ person, speedHeightsPerSecond }) =>
      person.posture === 'sitting' && (speedHeightsPerSecond ?? 0) < walkingSpeed,
  }),
  sentence: ({ who, duration }) => `${who} sits for ${duration}`,
});
