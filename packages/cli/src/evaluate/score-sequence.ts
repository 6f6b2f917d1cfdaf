import {
  clearMot,
  type EvaluatedFrame,
  type IdentifiedBox,
  identityF1,
  observeStates,
  type PassageAccuracy,
  type PersonState,
  passageAccuracy,
  peopleAt,
  type ReportedPassage,
  type ReportedState,
  type StateObservation,
} from '@deepsentinel/evaluation';
import type { FoundEvent, VideoFindings } from './collect-findings.ts';
import type { LabeledVideo } from './suite.ts';

/** A video with its labels and what was found in it. */
export interface AnalyzedVideo {
  readonly labels: LabeledVideo;
  readonly findings: VideoFindings;
}

/** Accuracy of people in a sequence; shares are at most 1. */
export interface PeopleFigures {
  /** Labeled people. */
  readonly people: number;
  /** Tracks that the analysis makes of them. */
  readonly tracks: number;
  /** Of the videos with labeled boxes; null without any. */
  readonly tracking: {
    readonly mota: number;
    readonly idf1: number;
    readonly idSwitches: number;
    readonly entered: PassageAccuracy;
    readonly left: PassageAccuracy;
  } | null;
}

/**
 * Compares people with labels, those who are labeled by boxes and those who are only said to be there by a state.
 *
 * @returns null when nobody is labeled
 */
export function scorePeople(videos: readonly AnalyzedVideo[]): PeopleFigures | null {
  const labeled = videos.filter(({ labels }) => countPeople(labels) > 0);
  if (labeled.length === 0) return null;
  return {
    people: labeled.reduce((sum, { labels }) => sum + countPeople(labels), 0),
    tracks: labeled.reduce((sum, { findings }) => sum + findings.tracks.length, 0),
    tracking: scoreTracking(labeled.filter(({ labels }) => labels.people.length > 0)),
  };
}

function countPeople({ people, states }: LabeledVideo): number {
  return new Set([...people.map(({ id }) => id), ...states.map(({ person }) => person)]).size;
}

function scoreTracking(videos: readonly AnalyzedVideo[]): PeopleFigures['tracking'] {
  const frames = videos.flatMap(evaluatedFrames);
  if (!frames.some(({ labeled }) => labeled.length > 0)) return null;
  const { mota, idSwitches } = clearMot(frames);
  const passages = videos.map(({ labels: { people }, findings }) =>
    passageAccuracy(people, { ...findings, passages: reportedPassages(findings.events) }),
  );
  return {
    mota,
    idf1: identityF1(frames).idf1,
    idSwitches,
    entered: sumPassages(passages.map(({ entered }) => entered)),
    left: sumPassages(passages.map(({ left }) => left)),
  };
}

/** Offset between the ids of one video and the next, so that they differ. */
const idsPerVideo = 1_000_000;

function evaluatedFrames(
  { labels, findings }: AnalyzedVideo,
  index: number,
): EvaluatedFrame<IdentifiedBox>[] {
  const own = (boxes: readonly IdentifiedBox[]) =>
    boxes.map(({ id, box }) => ({ id: id + index * idsPerVideo, box }));
  return [...tracksByTime(findings)].map(([timeMs, reported]) => ({
    labeled: own(peopleAt(labels.people, timeMs)),
    reported: own(reported),
  }));
}

/** Groups boxes of tracks by the time of every analyzed frame. */
function tracksByTime({ timesMs, tracks }: VideoFindings): Map<number, IdentifiedBox[]> {
  const byTime = new Map(timesMs.map((timeMs): [number, IdentifiedBox[]] => [timeMs, []]));
  for (const { id, boxes } of tracks) {
    for (const { timeMs, box } of boxes) byTime.get(timeMs)?.push({ id, box });
  }
  return byTime;
}

/** Picks entrances and exits out of events. */
export function reportedPassages(events: readonly FoundEvent[]): ReportedPassage[] {
  return events.flatMap(({ type, startMs, trackIds }) => {
    if (type !== 'entered' && type !== 'left') return [];
    return trackIds.map((trackId) => ({ kind: type, trackId, timeMs: startMs }));
  });
}

function sumPassages(passages: readonly PassageAccuracy[]): PassageAccuracy {
  const sum = (key: keyof PassageAccuracy) => passages.reduce((total, it) => total + it[key], 0);
  return {
    labeled: sum('labeled'),
    found: sum('found'),
    missed: sum('missed'),
    false: sum('false'),
    falseInside: sum('falseInside'),
  };
}

/** States by the type of the event that states them; a collapsed person lies. */
const statesByType: Readonly<Record<string, PersonState>> = {
  standing: 'standing',
  walking: 'walking',
  sitting: 'sitting',
  lying: 'lying',
  collapse: 'lying',
};

/** Looks up what the analysis says of each person with a labeled state, in every analyzed frame. */
export function stateObservations(videos: readonly AnalyzedVideo[]): StateObservation[] {
  return videos.flatMap(({ labels, findings }) =>
    observeStates({
      labels: labels.states,
      people: labels.people,
      tracks: tracksByTime(findings),
      states: reportedStates(findings.events),
    }),
  );
}

function reportedStates(events: readonly FoundEvent[]): ReportedState[] {
  return events.flatMap(({ type, startMs, endMs, trackIds }) => {
    const state = statesByType[type];
    return state ? trackIds.map((trackId) => ({ trackId, state, startMs, endMs })) : [];
  });
}
