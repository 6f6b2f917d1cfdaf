import type { BodyState } from '@deepsentinel/queue-contracts';
import type { ProposedEvent, RuleStep } from '../define-rule.ts';
import type { Observation } from './observation.ts';

/** A stretch in which a person keeps a state; null outside of one. */
type IntervalState = {
  readonly startMs: number;
  /** Last observation that tells the state by itself, milliseconds. */
  readonly endMs: number;
  /** Observations that tell the state by themselves, and all up to the last of these. */
  readonly agreeing: number;
  readonly observations: number;
  /** Observations since then. */
  readonly pending: number;
  /**
   * Longest interruption that does not end the interval, milliseconds: shorter than any that is an event itself, so that
   * no two events of a person overlap.
   */
  readonly gapLimitMs: number;
  /** Sum over the agreeing observations. */
  readonly speedSum: number;
} | null;
export type Interval = NonNullable<IntervalState>;

/** Least durations of the states that are reported, milliseconds: shorter ones are steps aside and pauses. */
const minDurationMs: Readonly<Record<BodyState, number>> = {
  walking: 1000,
  standing: 2000,
  sitting: 2000,
  lying: 2000,
  unknown: 2000,
};
/** Longest interruption that does not end an interval, milliseconds; see `gapLimitMs`. */
const maxGapMs = 1500;
/**
 * Part of the frames that disagree by which a state is to be doubted. One of the 76 labeled ones of docs/accuracy.md is
 * wrong, though 6.5 of them would be if each frame counted as much; with a probability of 95 % it is no more than 4.7,
 * about three quarters of that. Labels leave out what is hard to tell, so nothing lower is stated.
 */
const doubtShare = 0.75;

/** The part of a rule that watches something which lasts. */
interface IntervalWatch {
  readonly initial: IntervalState;
  activeSinceMs(interval: IntervalState): number | null;
  observe(interval: IntervalState, observation: Observation): RuleStep<IntervalState>;
  finish(interval: IntervalState): ProposedEvent | null;
}

/** Watches for a state that lasts: each stretch of it is an event. */
export function stateInterval(state: BodyState): IntervalWatch {
  const report = (ended: IntervalState): ProposedEvent | null =>
    ended && ended.endMs - ended.startMs >= minDurationMs[state] ? toEvent(ended) : null;
  return {
    initial: null,
    activeSinceMs: (current) => current?.startMs ?? null,
    finish: report,

    observe(current, observation) {
      const isInState = observation.state === state;
      const ended = current && endedBy(current, observation, isInState);
      const resumedMs = isInState ? observation.stateSinceMs : observation.timeMs;
      if (!ended || resumedMs - ended.endMs < ended.gapLimitMs) {
        return { state: isInState ? extend(ended, observation) : interrupt(ended, observation) };
      }
      return { state: isInState ? extend(null, observation) : null, event: report(ended) };
    },
  };
}

/** The part of an interval after an earlier state of it, from whose last agreeing observation it begins. */
export function intervalAfter(interval: Interval, earlier: Interval): Interval {
  return {
    ...interval,
    startMs: earlier.endMs,
    agreeing: interval.agreeing - earlier.agreeing,
    observations: interval.observations - earlier.observations,
    speedSum: interval.speedSum - earlier.speedSum,
  };
}

/** Cuts an interval where the state that follows it was only recognized later. */
function endedBy(current: Interval, { stateSinceMs }: Observation, isInState: boolean): Interval {
  return isInState ? current : { ...current, endMs: Math.min(current.endMs, stateSinceMs) };
}

function extend(current: IntervalState, observation: Observation): Interval {
  const { timeMs, stateSinceMs, state, momentaryState, speedHeightsPerSecond } = observation;
  const begun = { startMs: stateSinceMs, agreeing: 0, observations: 0, pending: 0, speedSum: 0 };
  const { startMs, agreeing, observations, pending, speedSum } = current ?? begun;
  const counted = {
    ...{ startMs, endMs: current?.endMs ?? timeMs, agreeing, observations, pending: pending + 1, speedSum },
    gapLimitMs: maxGapMs,
  };
  if (momentaryState !== state) return counted;
  return {
    ...counted,
    endMs: timeMs,
    agreeing: agreeing + 1,
    observations: observations + pending + 1,
    pending: 0,
    speedSum: speedSum + (speedHeightsPerSecond ?? 0),
  };
}

/** Takes in an observation of another state, of which it is not known yet whether it ends the interval. */
function interrupt(current: IntervalState, { state }: Observation): IntervalState {
  if (!current) return null;
  const gapLimitMs = Math.min(current.gapLimitMs, minDurationMs[state]);
  return { ...current, pending: current.pending + 1, gapLimitMs };
}

/**
 * Makes an event. Its confidence is calibrated: the share of observations that disagree, as if there were one more of
 * either kind, counts by `doubtShare`.
 */
function toEvent({ startMs, endMs, observations, agreeing, speedSum }: Interval): ProposedEvent {
  const disagreeing = observations - agreeing;
  return {
    startMs,
    endMs,
    confidence: 1 - (doubtShare * (disagreeing + 1)) / (observations + 2),
    evidence: { observations, speedHeightsPerSecond: speedSum / Math.max(1, agreeing) },
  };
}
