import type { EventType } from '../event.ts';
import type { EventRule, ProposedEvent } from './event-rule.ts';
import type { Sight } from './sight.ts';

/** Of a longer gap between two sights, no more counts as presence, milliseconds. */
const maxGapMs = 2000;

interface State {
  /** The first sight that counts; null before it. */
  readonly sinceMs: number | null;
  readonly lastMs: number;
  readonly presentMs: number;
  readonly sights: number;
  readonly confidenceSum: number;
  readonly reported: boolean;
}

export interface PresenceRuleOptions {
  readonly name: string;
  readonly type: EventType;
  /** Presence that is reported, milliseconds. */
  readonly minPresenceMs: number;
  /** Whether presence at this sight counts. */
  readonly counts: (sight: Sight) => boolean;
  /** @param sight the one at which the presence is reported */
  readonly evidence: (presentMs: number, sight: Sight) => ProposedEvent['evidence'];
}

/** A rule for somebody who should not be there (any more): reported once a track, as soon as it is certain. */
export function presenceRule({
  name,
  type,
  minPresenceMs,
  counts,
  evidence,
}: PresenceRuleOptions): EventRule {
  const rule: EventRule<State> = {
    name,
    type,
    isVerified: true,
    initial: { sinceMs: null, lastMs: 0, presentMs: 0, sights: 0, confidenceSum: 0, reported: false },
    thumbnail: 'best',
    openSinceMs: ({ sinceMs, reported }) => (reported ? null : sinceMs),
    finish: () => null,

    observe(before, sight) {
      if (before.reported || !counts(sight)) return { state: { ...before, lastMs: sight.timeMs } };
      const state = extend(before, sight);
      if (state.presentMs < minPresenceMs) return { state };
      return { state: { ...state, reported: true }, event: toEvent(state, evidence(state.presentMs, sight)) };
    },
  };
  return rule;
}

function extend(
  { sinceMs, lastMs, presentMs, sights, confidenceSum }: State,
  { timeMs, person }: Sight,
): State {
  return {
    sinceMs: sinceMs ?? timeMs,
    lastMs: timeMs,
    presentMs: presentMs + (sinceMs === null ? 0 : Math.min(timeMs - lastMs, maxGapMs)),
    sights: sights + 1,
    confidenceSum: confidenceSum + person.confidence,
    reported: false,
  };
}

function toEvent(
  { sinceMs, lastMs, confidenceSum, sights }: State,
  evidence: ProposedEvent['evidence'],
): ProposedEvent {
  return { startMs: sinceMs!, endMs: lastMs, confidence: confidenceSum / sights, evidence };
}
