import type { EventType } from '@deepsentinel/queue-contracts';
import type { EventRule, ProposedEvent } from './event-rule.ts';
import type { Observation } from './observation.ts';

interface Interval {
  readonly startMs: number;
  readonly lastMatchMs: number;
  readonly observations: number;
  readonly confidenceSum: number;
  readonly speedSum: number;
  /** How often each direction was seen. */
  readonly directions: Readonly<Record<string, number>>;
}

export interface IntervalRuleOptions {
  readonly type: EventType;
  readonly minDurationMs: number;
  /** Gaps up to this long do not end the interval. */
  readonly maxGapMs: number;
  readonly matches: (observation: Observation) => boolean;
}

/** A rule for something that lasts: reports each stretch of observations that match. */
export function intervalRule({ type, minDurationMs, maxGapMs, matches }: IntervalRuleOptions): EventRule {
  const report = (interval: Interval): ProposedEvent | null =>
    interval.lastMatchMs - interval.startMs >= minDurationMs ? toEvent(interval) : null;
  const rule: EventRule<Interval | null> = {
    name: type,
    type,
    isVerified: false,
    initial: null,
    thumbnail: 'best',
    activeSinceMs: (interval) => interval?.startMs ?? null,
    finish: (interval) => interval && report(interval),

    observe(interval, observation) {
      if (interval && observation.timeMs - interval.lastMatchMs > maxGapMs) {
        const event = report(interval);
        return { state: matches(observation) ? extend(null, observation) : null, ...(event && { event }) };
      }
      return { state: matches(observation) ? extend(interval, observation) : interval };
    },
  };
  return rule;
}

function extend(
  interval: Interval | null,
  { timeMs, person, speedHeightsPerSecond, direction }: Observation,
): Interval {
  const directions = interval?.directions ?? {};
  return {
    startMs: interval?.startMs ?? timeMs,
    lastMatchMs: timeMs,
    observations: (interval?.observations ?? 0) + 1,
    confidenceSum: (interval?.confidenceSum ?? 0) + person.confidence,
    speedSum: (interval?.speedSum ?? 0) + (speedHeightsPerSecond ?? 0),
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
