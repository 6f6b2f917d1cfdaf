import { defineRule } from './define-rule.ts';
import { stateInterval } from './observe/interval.ts';

/** A person who lies for at least two seconds, however it came to that; `collapse` tells of falls. */
export const lyingRule = defineRule({
  name: 'lying',
  type: 'lying',
  shows: 'lying',
  stages: ['rules'],
  ...stateInterval('lying'),
  sentence: ({ who, duration }) => `${who} lies for ${duration}`,
});
