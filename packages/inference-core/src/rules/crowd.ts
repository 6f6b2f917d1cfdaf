import { defineFrameRule, type FrameEvent } from './define-rule.ts';
import type { FrameObservations } from './observe/observation.ts';
import { isUpdateDue } from './observe/ongoing.ts';
import { limit } from './observe/requirements.ts';
import { counted, isAmount, joined } from './observe/words.ts';

/** Shorter crowds are people who pass each other, milliseconds. */
const minDurationMs = 5000;
/** Time for which fewer may be seen without an end of the crowd, because people hide each other, milliseconds. */
const maxGapMs = 2000;

/** Tracks that an event of hours names at most. */
const maxTracks = 100;

type State = {
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly limitPersons: number;
  readonly mostPersons: number;
  readonly trackIds: readonly number[];
  /** Frames with too many persons, and all up to the last of these. */
  readonly agreeing: number;
  readonly frames: number;
  /** Frames since then. */
  readonly pending: number;
  /** Time of the last report, milliseconds; null before the first. */
  readonly reportedMs: number | null;
} | null;

/**
 * More people at once than the store allows. Reported as soon as it is certain, and again while it lasts and when it is
 * over.
 */
export const crowdRule = defineFrameRule({
  name: 'anomaly-crowd',
  type: 'anomaly',
  stages: ['rules'],
  requires: { limitPersons: limit('crowdPersons') },
  initial: null as State,
  activeSinceMs: (crowd) => (crowd?.reportedMs === null ? crowd.sinceMs : null),
  trackIds: (crowd) => crowd?.trackIds ?? [],

  observe(before, seen, { limitPersons }) {
    const isOver = before !== null && seen.timeMs - before.lastMs > maxGapMs;
    const event = isOver ? ended(before) : null;
    const current = isOver ? null : before;
    if (seen.observations.length <= limitPersons) {
      return { state: current && { ...current, pending: current.pending + 1 }, event };
    }
    const crowd = gather(current, seen, limitPersons);
    if (!isReportDue(crowd)) return { state: crowd, event };
    return { state: { ...crowd, reportedMs: crowd.lastMs }, event: { ...toEvent(crowd), ongoing: true } };
  },

  finish: (crowd) => crowd && ended(crowd),

  fact: ({ persons, limit: limitPersons }) =>
    joined(
      `${isAmount(persons) ? counted(persons, 'person') : 'many persons'} are in the store at once`,
      isAmount(limitPersons) && `where ${limitPersons} are the limit`,
    ),
  sentence: ({ evidence: { persons, limit: limitPersons } }) =>
    joined(
      `${isAmount(persons) ? counted(persons, 'person') : 'many persons'} are there at once`,
      isAmount(limitPersons) && `where ${limitPersons} are the limit`,
    ),
});

function isReportDue({ sinceMs, lastMs, reportedMs }: NonNullable<State>): boolean {
  return reportedMs === null ? lastMs - sinceMs >= minDurationMs : isUpdateDue(reportedMs, lastMs);
}

function ended(crowd: NonNullable<State>): FrameEvent | null {
  return crowd.reportedMs === null ? null : toEvent(crowd);
}

function gather(
  before: State,
  { timeMs, observations }: FrameObservations,
  limitPersons: number,
): NonNullable<State> {
  const trackIds = new Set([...(before?.trackIds ?? []), ...observations.map(({ trackId }) => trackId)]);
  return {
    sinceMs: before?.sinceMs ?? timeMs,
    lastMs: timeMs,
    limitPersons,
    mostPersons: Math.max(before?.mostPersons ?? 0, observations.length),
    trackIds: [...trackIds].slice(0, maxTracks),
    agreeing: (before?.agreeing ?? 0) + 1,
    frames: (before ? before.frames + before.pending : 0) + 1,
    pending: 0,
    reportedMs: before?.reportedMs ?? null,
  };
}

/** Makes an event. Its confidence is the share of frames with too many persons. */
function toEvent({
  sinceMs,
  lastMs,
  limitPersons,
  mostPersons,
  trackIds,
  frames,
  agreeing,
}: NonNullable<State>): FrameEvent {
  return {
    startMs: sinceMs,
    endMs: lastMs,
    confidence: agreeing / frames,
    trackIds,
    evidence: { reason: 'crowd', persons: mostPersons, limit: limitPersons },
  };
}
