import { defineRule } from './define-rule.ts';
import { stateInterval } from './observe/interval.ts';

/** A person seated for at least two seconds. */
export const sittingRule = defineRule({
  name: 'sitting',
  type: 'sitting',
  shows: 'sitting',
  stages: ['rules', 'pose'],
  ...stateInterval('sitting'),
  sentence: ({ who, duration }) => `${who} sits for ${duration}`,
});
