import { defineRule } from './define-rule.ts';
import { endPresence, followPresence, notPresent, presentSinceMs } from './observe/presence.ts';
import { limit } from './observe/requirements.ts';
import { isAmount, spokenDuration } from './observe/words.ts';

const evidence = (presentMs: number) => ({ reason: 'loitering', dwellSeconds: presentMs / 1000 });

/** A person stays in view for longer than the store allows. Time at the checkout does not count: one waits there. */
export const loiteringRule = defineRule({
  name: 'anomaly-loitering',
  type: 'anomaly',
  stages: ['rules'],
  requires: { limitSeconds: limit('loiteringSeconds') },
  initial: notPresent,
  activeSinceMs: presentSinceMs,
  observe: (state, observation, { limitSeconds }) =>
    followPresence(state, observation, {
      counts: !observation.standsIn.includes('checkout'),
      minPresenceMs: limitSeconds * 1000,
      evidence,
    }),
  finish: (state) => endPresence(state, evidence),
  fact: ({ dwellSeconds }) =>
    isAmount(dwellSeconds)
      ? `a person has been in view for ${spokenDuration(dwellSeconds)}`
      : 'a person has been in view for long',
  sentence: ({ who, duration, evidence: { dwellSeconds } }) =>
    `${who} loiters for ${isAmount(dwellSeconds) ? spokenDuration(dwellSeconds) : duration}`,
});
