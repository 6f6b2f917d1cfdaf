import type { ProposedEvent, RuleStep } from '../define-rule.ts';
import type { Observation } from './observation.ts';
import { isUpdateDue } from './ongoing.ts';

/** Longest gap between two observations that counts as presence; of a longer one, only so much does, milliseconds. */
const maxGapMs = 2000;

/** How long a track has been present. A JSON value. */
export interface Presence {
  /** Time of the first observation that counts, milliseconds; null before it. */
  readonly sinceMs: number | null;
  /** Time of the last observation, milliseconds. */
  readonly lastMs: number;
  /** Time of the last observation that counts, milliseconds. */
  readonly lastPresentMs: number;
  readonly presentMs: number;
  /** The event as it was last reported; null before the first report. */
  readonly reported: ProposedEvent | null;
}

export const notPresent: Presence = {
  sinceMs: null,
  lastMs: 0,
  lastPresentMs: 0,
  presentMs: 0,
  reported: null,
};

interface PresenceLook {
  /** Whether presence at this observation counts. */
  readonly counts: boolean;
  /** Presence that is reported, milliseconds. */
  readonly minPresenceMs: number;
  readonly evidence: (presentMs: number) => ProposedEvent['evidence'];
}

/** Watches somebody who should not be there (any more): reported once a track, as soon as it is certain, and updated. */
export function followPresence(
  before: Presence,
  observation: Observation,
  { counts, minPresenceMs, evidence }: PresenceLook,
): RuleStep<Presence> {
  if (!counts) return { state: { ...before, lastMs: observation.timeMs } };
  const state = extend(before, observation);
  if (state.presentMs < minPresenceMs) return { state };
  const reported = toEvent(state, evidence(state.presentMs));
  if (before.reported && !isUpdateDue(before.reported.endMs, state.lastMs)) return { state };
  return { state: { ...state, reported }, event: { ...reported, ongoing: true } };
}

/**
 * Closes what has been reported, with the true duration.
 *
 * @param evidence as it was given while the presence lasted
 */
export function endPresence(
  state: Presence,
  evidence: (presentMs: number, reported: ProposedEvent) => ProposedEvent['evidence'],
): ProposedEvent | null {
  return state.reported && toEvent(state, evidence(state.presentMs, state.reported));
}

/** Start of a presence that has not been reported, milliseconds; null when there is none. */
export const presentSinceMs = ({ sinceMs, reported }: Presence): number | null => (reported ? null : sinceMs);

function extend({ sinceMs, lastMs, presentMs, reported }: Presence, { timeMs }: Observation): Presence {
  return {
    sinceMs: sinceMs ?? timeMs,
    lastMs: timeMs,
    lastPresentMs: timeMs,
    presentMs: presentMs + (sinceMs === null ? 0 : Math.min(timeMs - lastMs, maxGapMs)),
    reported,
  };
}

/** Makes an event. Its confidence is the share of its time for which the person was seen. */
function toEvent(
  { sinceMs, lastPresentMs, presentMs }: Presence,
  evidence: ProposedEvent['evidence'],
): ProposedEvent {
  const confidence = Math.min(1, presentMs / Math.max(1, lastPresentMs - sinceMs!));
  return { startMs: sinceMs!, endMs: lastPresentMs, confidence, evidence };
}
