import { defineRule } from './define-rule.ts';
import { interval } from './observe/interval.ts';
import { walkingSpeed } from './observe/observation.ts';
import { isName, joined } from './observe/words.ts';

/** A person on the move for at least a second. */
export const walkingRule = defineRule({
  name: 'walking',
  type: 'walking',
  ...interval({
    minDurationMs: 1000,
    maxGapMs: 1500,
    matches: ({ person, speedHeightsPerSecond }) =>
      person.posture !== 'lying' && speedHeightsPerSecond !== null && speedHeightsPerSecond >= walkingSpeed,
  }),
  sentence: ({ who, duration, evidence: { direction } }) =>
    joined(who, 'walks', isName(direction) && heading(direction), `for ${duration}`),
});

function heading(direction: string): string {
  return direction === 'left' || direction === 'right' ? `to the ${direction}` : direction;
}
