import type { FrameObservations, SceneEvent, SceneRule } from './scene-rule.ts';

/** Shorter ones are people who pass each other, milliseconds. */
const minDurationMs = 5000;
/** For this long fewer may be seen without its end: people hide each other, milliseconds. */
const maxGapMs = 2000;

type State = {
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly mostPersons: number;
  readonly trackIds: readonly number[];
  readonly frames: number;
  /** Of each frame the mean. */
  readonly confidenceSum: number;
  readonly reported: boolean;
} | null;

/** More people at once than the shop allows. Reported as soon as it is certain, and again only after it was over. */
export function crowdRule(limitPersons: number): SceneRule {
  const rule: SceneRule<State> = {
    name: 'anomaly-crowd',
    type: 'anomaly',
    isVerified: true,
    initial: null,
    thumbnail: 'best',
    activeSinceMs: (crowd) => (crowd?.reported === false ? crowd.sinceMs : null),
    trackIds: (crowd) => crowd?.trackIds ?? [],
    finish: () => null,

    observe(before, seen) {
      if (seen.observations.length <= limitPersons) {
        const isOver = before && seen.timeMs - before.lastMs > maxGapMs;
        return { state: isOver ? null : before };
      }
      const crowd = gather(before && seen.timeMs - before.lastMs > maxGapMs ? null : before, seen);
      if (crowd.reported || crowd.lastMs - crowd.sinceMs < minDurationMs) return { state: crowd };
      return { state: { ...crowd, reported: true }, event: toEvent(crowd, limitPersons) };
    },
  };
  return rule;
}

function gather(before: State, { timeMs, observations }: FrameObservations): NonNullable<State> {
  const joining = before?.reported ? [] : observations.map(({ trackId }) => trackId);
  const trackIds = new Set([...(before?.trackIds ?? []), ...joining]);
  const confidence =
    observations.reduce((sum, { person }) => sum + person.confidence, 0) / observations.length;
  return {
    sinceMs: before?.sinceMs ?? timeMs,
    lastMs: timeMs,
    mostPersons: Math.max(before?.mostPersons ?? 0, observations.length),
    trackIds: [...trackIds],
    frames: (before?.frames ?? 0) + 1,
    confidenceSum: (before?.confidenceSum ?? 0) + confidence,
    reported: before?.reported ?? false,
  };
}

function toEvent(
  { sinceMs, lastMs, mostPersons, trackIds, frames, confidenceSum }: NonNullable<State>,
  limit: number,
): SceneEvent {
  return {
    startMs: sinceMs,
    endMs: lastMs,
    confidence: confidenceSum / frames,
    trackIds,
    evidence: { reason: 'crowd', persons: mostPersons, limit },
  };
}
