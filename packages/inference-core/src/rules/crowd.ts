import { defineFrameRule, type FrameEvent } from './define-rule.ts';
import type { FrameObservations } from './observe/observation.ts';
import { limit } from './observe/requirements.ts';
import { counted, isAmount, joined } from './observe/words.ts';

/** Shorter crowds are people who pass each other, milliseconds. */
const minDurationMs = 5000;
/** Time for which fewer may be seen without an end of the crowd, because people hide each other, milliseconds. */
const maxGapMs = 2000;

type State = {
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly mostPersons: number;
  readonly trackIds: readonly number[];
  readonly frames: number;
  /** Sum of each frame's mean confidence. */
  readonly confidenceSum: number;
  readonly reported: boolean;
} | null;

/** More people at once than the store allows. Reported as soon as it is certain, and again only after it was over. */
export const crowdRule = defineFrameRule({
  name: 'anomaly-crowd',
  type: 'anomaly',
  stages: ['rules'],
  requires: { limitPersons: limit('crowdPersons') },
  initial: null as State,
  activeSinceMs: (crowd) => (crowd?.reported === false ? crowd.sinceMs : null),
  trackIds: (crowd) => crowd?.trackIds ?? [],

  observe(before, seen, { limitPersons }) {
    const current = before && seen.timeMs - before.lastMs > maxGapMs ? null : before;
    if (seen.observations.length <= limitPersons) return { state: current };
    const crowd = gather(current, seen);
    if (crowd.reported || crowd.lastMs - crowd.sinceMs < minDurationMs) return { state: crowd };
    return { state: { ...crowd, reported: true }, event: toEvent(crowd, limitPersons) };
  },

  claim: 'something happens that is out of the ordinary in a store',
  sentence: ({ evidence: { persons, limit: limitPersons } }) =>
    joined(
      `${isAmount(persons) ? counted(persons, 'person') : 'many persons'} are there at once`,
      isAmount(limitPersons) && `where ${limitPersons} are the limit`,
    ),
});

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
  limitPersons: number,
): FrameEvent {
  return {
    startMs: sinceMs,
    endMs: lastMs,
    confidence: confidenceSum / frames,
    trackIds,
    evidence: { reason: 'crowd', persons: mostPersons, limit: limitPersons },
  };
}
