import { isOpenAt } from '../store/opening-hours.ts';
import { defineRule } from './define-rule.ts';
import { endPresence, followPresence, notPresent, presentSinceMs } from './observe/presence.ts';
import { openingHours, recordedAt } from './observe/requirements.ts';
import { isName, joined } from './observe/words.ts';

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
      evidence: () =>
        state.reported?.evidence ?? {
          reason: 'outside-hours',
          localTime: `${localTime!.date} ${localTime!.time}`,
        },
    });
  },
  finish: (state) => endPresence(state, (_presentMs, { evidence }) => evidence),
  fact: ({ localTime }) =>
    joined('the store is closed and a person is there', isName(localTime) && `at ${localTime} by its clock`),
  sentence: ({ who }) => `${who} is there outside the opening hours`,
});
