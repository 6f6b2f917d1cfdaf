import type { ProposedEvent, RuleStep } from '../define-rule.ts';
import type { Observation } from './observation.ts';

/** A stretch of observations that match; null outside of one. */
type IntervalState = {
  readonly startMs: number;
  readonly lastMatchMs: number;
  readonly observations: number;
  readonly confidenceSum: number;
  readonly speedSum: number;
  /** How often each direction was seen. */
  readonly directions: Readonly<Record<string, number>>;
} | null;
type Interval = NonNullable<IntervalState>;

interface IntervalOptions {
  readonly minDurationMs: number;
  /** Longest gap that does not end the interval, milliseconds. */
  readonly maxGapMs: number;
  readonly matches: (observation: Observation) => boolean;
}

/** The part of a rule that watches something which lasts. */
interface IntervalWatch {
  readonly initial: IntervalState;
  activeSinceMs(interval: IntervalState): number | null;
  observe(interval: IntervalState, observation: Observation): RuleStep<IntervalState>;
  finish(interval: IntervalState): ProposedEvent | null;
}

/** Watches for something that lasts: each stretch of observations that match is an event. */
export function interval({ minDurationMs, maxGapMs, matches }: IntervalOptions): IntervalWatch {
  const report = (ended: IntervalState): ProposedEvent | null =>
    ended && ended.lastMatchMs - ended.startMs >= minDurationMs ? toEvent(ended) : null;
  return {
    initial: null,
    activeSinceMs: (current) => current?.startMs ?? null,
    finish: report,

    observe(current, observation) {
      const isOver = current !== null && observation.timeMs - current.lastMatchMs > maxGapMs;
      const goingOn = isOver ? null : current;
      const state = matches(observation) ? extend(goingOn, observation) : goingOn;
      return { state, event: isOver ? report(current) : null };
    },
  };
}

function extend(
  current: IntervalState,
  { timeMs, person, speedHeightsPerSecond, direction }: Observation,
): Interval {
  const directions = current?.directions ?? {};
  return {
    startMs: current?.startMs ?? timeMs,
    lastMatchMs: timeMs,
    observations: (current?.observations ?? 0) + 1,
    confidenceSum: (current?.confidenceSum ?? 0) + person.confidence,
    speedSum: (current?.speedSum ?? 0) + (speedHeightsPerSecond ?? 0),
    directions: direction ? { ...directions, [direction]: (directions[direction] ?? 0) + 1 } : directions,
  };
}

function toEvent({
  startMs,
  lastMatchMs,
  observations,
  confidenceSum,
  speedSum,
  directions,
}: Interval): ProposedEvent {
  const direction = Object.entries(directions).toSorted(([, a], [, b]) => b - a)[0]?.[0];
  return {
    startMs,
    endMs: lastMatchMs,
    confidence: confidenceSum / observations,
    evidence: {
      observations,
      speedHeightsPerSecond: speedSum / observations,
      ...(direction && { direction }),
    },
  };
}
