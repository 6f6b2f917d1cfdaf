import type { EventType } from '@deepsentinel/queue-contracts';
import type { EventRule, ProposedEvent } from './event-rule.ts';
import type { Observation } from './observation.ts';

/** Of a longer gap between two observations, no more counts as presence, milliseconds. */
const maxGapMs = 2000;

interface State {
  /** The first observation that counts; null before it. */
  readonly sinceMs: number | null;
  readonly lastMs: number;
  readonly presentMs: number;
  readonly observations: number;
  readonly confidenceSum: number;
  readonly reported: boolean;
}

export interface PresenceRuleOptions {
  readonly name: string;
  readonly type: EventType;
  /** Presence that is reported, milliseconds. */
  readonly minPresenceMs: number;
  /** Whether presence at this observation counts. */
  readonly counts: (observation: Observation) => boolean;
  /** @param observation the one at which the presence is reported */
  readonly evidence: (presentMs: number, observation: Observation) => ProposedEvent['evidence'];
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
    initial: { sinceMs: null, lastMs: 0, presentMs: 0, observations: 0, confidenceSum: 0, reported: false },
    thumbnail: 'best',
    activeSinceMs: ({ sinceMs, reported }) => (reported ? null : sinceMs),
    finish: () => null,

    observe(before, observation) {
      if (before.reported || !counts(observation))
        return { state: { ...before, lastMs: observation.timeMs } };
      const state = extend(before, observation);
      if (state.presentMs < minPresenceMs) return { state };
      return {
        state: { ...state, reported: true },
        event: toEvent(state, evidence(state.presentMs, observation)),
      };
    },
  };
  return rule;
}

function extend(
  { sinceMs, lastMs, presentMs, observations, confidenceSum }: State,
  { timeMs, person }: Observation,
): State {
  return {
    sinceMs: sinceMs ?? timeMs,
    lastMs: timeMs,
    presentMs: presentMs + (sinceMs === null ? 0 : Math.min(timeMs - lastMs, maxGapMs)),
    observations: observations + 1,
    confidenceSum: confidenceSum + person.confidence,
    reported: false,
  };
}

function toEvent(
  { sinceMs, lastMs, confidenceSum, observations }: State,
  evidence: ProposedEvent['evidence'],
): ProposedEvent {
  return { startMs: sinceMs!, endMs: lastMs, confidence: confidenceSum / observations, evidence };
}
