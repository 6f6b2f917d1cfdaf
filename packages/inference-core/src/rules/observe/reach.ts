import type { Observation } from './observation.ts';

/** A shorter reach is a joint that jumps, milliseconds. */
const minReachMs = 300;
/** A longer reach is a hand that rests, milliseconds. */
const maxReachMs = 8000;
/** Somebody faster walks past and does not reach, box heights per second. */
const maxSpeed = 0.4;

/** A hand went into a shelf and came back. */
export interface Reach {
  readonly zone: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** State between the observations of a track. */
export interface ReachState {
  /** Whether the hands have been seen outside of all shelves: a hand first seen at one may rest there. */
  readonly wasOut: boolean;
  /** The reach in progress. */
  readonly current: { readonly zone: string; readonly startMs: number } | null;
}

export const noReach: ReachState = { wasOut: false, current: null };

/** Takes in an observation; `reach` is set when a hand has come back. Observations that show no hand change nothing. */
export function followReach(
  { wasOut, current }: ReachState,
  { timeMs, reachesInto: zones, speedHeightsPerSecond }: Observation,
): { readonly state: ReachState; readonly reach: Reach | null } {
  if (zones === null) return { state: { wasOut, current }, reach: null };
  if (zones.length === 0) {
    const durationMs = current ? timeMs - current.startMs : 0;
    const isReach = current && durationMs >= minReachMs && durationMs <= maxReachMs;
    return { state: { wasOut: true, current: null }, reach: isReach ? { ...current, endMs: timeMs } : null };
  }
  if ((speedHeightsPerSecond ?? 0) > maxSpeed) return { state: { wasOut, current: null }, reach: null };
  const begun = wasOut ? { zone: zones[0]!, startMs: timeMs } : null;
  return { state: { wasOut, current: current ?? begun }, reach: null };
}
