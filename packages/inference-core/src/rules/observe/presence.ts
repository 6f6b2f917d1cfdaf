import type { ProposedEvent, RuleStep } from '../define-rule.ts';
import type { Observation } from './observation.ts';

/** Longest gap between two observations that counts as presence; of a longer one, only so much does, milliseconds. */
const maxGapMs = 2000;

/** How long a track has been present. A JSON value. */
export interface Presence {
  /** Time of the first observation that counts, milliseconds; null before it. */
  readonly sinceMs: number | null;
  readonly lastMs: number;
  readonly presentMs: number;
  readonly observations: number;
  readonly confidenceSum: number;
  readonly reported: boolean;
}

export const notPresent: Presence = {
  sinceMs: null,
  lastMs: 0,
  presentMs: 0,
  observations: 0,
  confidenceSum: 0,
  reported: false,
};

interface PresenceLook {
  /** Whether presence at this observation counts. */
  readonly counts: boolean;
  /** Presence that is reported, milliseconds. */
  readonly minPresenceMs: number;
  readonly evidence: (presentMs: number) => ProposedEvent['evidence'];
}

/** Watches somebody who should not be there (any more): reported once a track, as soon as it is certain. */
export function followPresence(
  before: Presence,
  observation: Observation,
  { counts, minPresenceMs, evidence }: PresenceLook,
): RuleStep<Presence> {
  if (before.reported || !counts) return { state: { ...before, lastMs: observation.timeMs } };
  const state = extend(before, observation);
  if (state.presentMs < minPresenceMs) return { state };
  return { state: { ...state, reported: true }, event: toEvent(state, evidence(state.presentMs)) };
}

/** Start of a presence that has not been reported, milliseconds; null when there is none. */
export const presentSinceMs = ({ sinceMs, reported }: Presence): number | null => (reported ? null : sinceMs);

function extend(
  { sinceMs, lastMs, presentMs, observations, confidenceSum }: Presence,
  { timeMs, person }: Observation,
): Presence {
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
  { sinceMs, lastMs, confidenceSum, observations }: Presence,
  evidence: ProposedEvent['evidence'],
): ProposedEvent {
  return { startMs: sinceMs!, endMs: lastMs, confidence: confidenceSum / observations, evidence };
}
