import type { EventType } from '../event.ts';
import type { EventRule, ProposedEvent } from './event-rule.ts';
import type { Sight } from './sight.ts';

interface Interval {
  readonly startMs: number;
  readonly lastMatchMs: number;
  readonly sights: number;
  readonly confidenceSum: number;
  readonly speedSum: number;
  /** How often each direction was seen. */
  readonly directions: Readonly<Record<string, number>>;
}

export interface IntervalRuleOptions {
  readonly type: EventType;
  readonly minDurationMs: number;
  /** Gaps up to this long do not end the interval. */
  readonly bridgeMs: number;
  readonly matches: (sight: Sight) => boolean;
}

/** A rule for something that lasts: reports each stretch of sights that match. */
export function intervalRule({ type, minDurationMs, bridgeMs, matches }: IntervalRuleOptions): EventRule {
  const report = (interval: Interval): ProposedEvent | null =>
    interval.lastMatchMs - interval.startMs >= minDurationMs ? toEvent(interval) : null;
  const rule: EventRule<Interval | null> = {
    name: type,
    type,
    isVerified: false,
    initial: null,
    thumbnail: 'best',
    openSinceMs: (interval) => interval?.startMs ?? null,
    finish: (interval) => interval && report(interval),

    observe(interval, sight) {
      if (interval && sight.timeMs - interval.lastMatchMs > bridgeMs) {
        const event = report(interval);
        return { state: matches(sight) ? extend(null, sight) : null, ...(event && { event }) };
      }
      return { state: matches(sight) ? extend(interval, sight) : interval };
    },
  };
  return rule;
}

function extend(
  interval: Interval | null,
  { timeMs, person, speedHeightsPerSecond, direction }: Sight,
): Interval {
  const directions = interval?.directions ?? {};
  return {
    startMs: interval?.startMs ?? timeMs,
    lastMatchMs: timeMs,
    sights: (interval?.sights ?? 0) + 1,
    confidenceSum: (interval?.confidenceSum ?? 0) + person.confidence,
    speedSum: (interval?.speedSum ?? 0) + (speedHeightsPerSecond ?? 0),
    directions: direction ? { ...directions, [direction]: (directions[direction] ?? 0) + 1 } : directions,
  };
}

function toEvent({
  startMs,
  lastMatchMs,
  sights,
  confidenceSum,
  speedSum,
  directions,
}: Interval): ProposedEvent {
  const direction = Object.entries(directions).toSorted(([, a], [, b]) => b - a)[0]?.[0];
  return {
    startMs,
    endMs: lastMatchMs,
    confidence: confidenceSum / sights,
    evidence: { sights, speedHeightsPerSecond: speedSum / sights, ...(direction && { direction }) },
  };
}
