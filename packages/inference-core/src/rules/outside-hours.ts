import { isOpenAt } from '../store/opening-hours.ts';
import { defineRule } from './define-rule.ts';
import { followPresence, notPresent, presentSinceMs } from './observe/presence.ts';
import { openingHours, recordedAt } from './observe/requirements.ts';

/** Shorter presence is a glimpse, milliseconds. */
const minPresenceMs = 2000;

/** A person is there while the store is closed. */
export const outsideHoursRule = defineRule({
  name: 'anomaly-outside-hours',
  type: 'anomaly',
  stages: ['rules'],
  requires: { openingHours, recordedAt },
  initial: notPresent,
  activeSinceMs: presentSinceMs,
  observe(state, observation, known) {
    const { localTime } = observation;
    return followPresence(state, observation, {
      counts: localTime !== null && !isOpenAt(known.openingHours, localTime),
      minPresenceMs,
      evidence: () => ({ reason: 'outside-hours', localTime: `${localTime!.date} ${localTime!.time}` }),
    });
  },
  claim: 'something happens that is out of the ordinary in a store',
  sentence: ({ who }) => `${who} is there outside the opening hours`,
});
