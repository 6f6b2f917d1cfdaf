import { isOpenAt, type OpeningHours } from '../store/opening-hours.ts';
import type { EventRule } from './event-rule.ts';
import { presenceRule } from './presence-rule.ts';

/** A glimpse is no presence, milliseconds. */
const minPresenceMs = 2000;

/** A person is there while the shop is closed. */
export function outsideHoursRule(hours: OpeningHours): EventRule {
  return presenceRule({
    name: 'anomaly-outside-hours',
    type: 'anomaly',
    minPresenceMs,
    counts: ({ localTime }) => localTime !== null && !isOpenAt(hours, localTime),
    evidence: (_presentMs, { localTime }) => ({
      reason: 'outside-hours',
      localTime: `${localTime!.date} ${localTime!.time}`,
    }),
  });
}
