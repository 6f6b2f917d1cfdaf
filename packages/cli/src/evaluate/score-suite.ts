import {
  type FalseAlarmRate,
  falseAlarmRate,
  type StateAccuracy,
  stateAccuracy,
} from '@deepsentinel/evaluation';
import { type ConfidenceFigures, scoreConfidence } from './score-confidence.ts';
import { type EventFigures, scoreEvents } from './score-events.ts';
import { type AnalyzedVideo, type PeopleFigures, scorePeople, stateObservations } from './score-sequence.ts';

/** The videos of a sequence. */
export interface AnalyzedSequence {
  readonly name: string;
  readonly videos: readonly AnalyzedVideo[];
}

/** Accuracy over several sequences. Figures that nothing is labeled for are null. */
export interface SuiteFigures {
  readonly sequences: readonly {
    readonly name: string;
    readonly people: PeopleFigures | null;
    readonly states: StateAccuracy | null;
  }[];
  /** States of all sequences together. */
  readonly states: StateAccuracy | null;
  readonly events: EventFigures | null;
  readonly confidence: ConfidenceFigures | null;
  /** Alarms on the videos that are labeled to show no event. */
  readonly normalFootage: FalseAlarmRate;
}

/** Compares what was found in several sequences with their labels. */
export function scoreSuite(sequences: readonly AnalyzedSequence[]): SuiteFigures {
  const observations = sequences.map(({ videos }) => stateObservations(videos));
  const videos = sequences.flatMap((sequence) => sequence.videos);
  return {
    sequences: sequences.map(({ name, videos }, index) => ({
      name,
      people: scorePeople(videos),
      states: statesOf(observations[index]!),
    })),
    states: statesOf(observations.flat()),
    events: eventsOf(videos),
    confidence: scoreConfidence(videos),
    normalFootage: falseAlarmRate(
      videos
        .filter(({ labels }) => labels.events?.length === 0)
        .map(({ findings: { durationMs, events } }) => ({ durationMs, reports: events })),
    ),
  };
}

function statesOf(observations: Parameters<typeof stateAccuracy>[0]): StateAccuracy | null {
  return observations.length > 0 ? stateAccuracy(observations) : null;
}

function eventsOf(videos: readonly AnalyzedVideo[]): EventFigures | null {
  const labeled = videos.filter(({ labels }) => labels.events !== undefined);
  const labels = new Map(labeled.map((video) => [video.labels.name, video.labels.events!]));
  if (![...labels.values()].some((events) => events.length > 0)) return null;
  const reports = new Map(
    labeled.map(({ labels, findings }) => [
      labels.name,
      findings.events.map(({ type, startMs, endMs }) => ({ type, startMs, endMs })),
    ]),
  );
  const durationsMs = new Map(labeled.map((video) => [video.labels.name, video.findings.durationMs]));
  return scoreEvents(labels, reports, durationsMs);
}
