import { defineRule } from './define-rule.ts';
import { stateInterval } from './observe/interval.ts';

/**
 * A person upright in one place for at least two seconds; bending down for a moment does not end it. Where nothing tells
 * the posture, somebody who keeps still is taken to stand.
 */
export const standingRule = defineRule({
  name: 'standing',
  type: 'standing',
  shows: 'standing',
  ...stateInterval('standing'),
  sentence: ({ who, duration }) => `${who} stands for ${duration}`,
});
