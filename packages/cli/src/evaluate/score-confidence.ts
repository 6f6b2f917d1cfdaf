import {
  alarmTypes,
  type ConfidenceOutcome,
  eventRecall,
  passageAccuracy,
  type Reliability,
  reliability,
} from '@deepsentinel/evaluation';
import type { EventType } from '@deepsentinel/inference-core';
import type { FoundEvent } from './collect-findings.ts';
import { type AnalyzedVideo, reportedPassages, stateObservations } from './score-sequence.ts';

/** Reported events of a type that the labels can tell right from wrong. */
export interface TypeOutcomes {
  readonly type: EventType;
  readonly reports: number;
  /** Mean stated confidence, 0..1. */
  readonly stated: number;
  /** Share that is right, 0..1. */
  readonly right: number;
}

/** Stated confidences of events against labels. */
export interface ConfidenceFigures extends Reliability {
  /** In alphabetical order. */
  readonly types: readonly TypeOutcomes[];
}

/**
 * Compares the confidences of reported events with how often they are right. Entrances, exits and alarms are
 * right when a labeled one fits, states when most labeled frames of the event agree. Events of people or
 * videos without such labels do not count.
 *
 * @returns null when no event can be told right from wrong
 */
export function scoreConfidence(videos: readonly AnalyzedVideo[]): ConfidenceFigures | null {
  const outcomes = videos.flatMap(eventOutcomes);
  const overall = reliability(outcomes);
  if (!overall) return null;
  const types = [...new Set(outcomes.map(({ type }) => type))].sort();
  return {
    ...overall,
    types: types.map((type) => {
      const ofType = outcomes.filter((outcome) => outcome.type === type);
      const share = (value: (outcome: ConfidenceOutcome) => number) =>
        ofType.reduce((sum, outcome) => sum + value(outcome), 0) / ofType.length;
      const stated = share(({ confidence }) => confidence);
      return { type, reports: ofType.length, stated, right: share(({ right }) => (right ? 1 : 0)) };
    }),
  };
}

/** Judges the events of a video that its labels can judge. */
function eventOutcomes(video: AnalyzedVideo): (ConfidenceOutcome & { readonly type: EventType })[] {
  return video.findings.events.flatMap((event) => {
    const right = isRight(video, event);
    return right === null ? [] : [{ type: event.type, confidence: event.confidence, right }];
  });
}

function isRight(video: AnalyzedVideo, event: FoundEvent): boolean | null {
  if (event.type === 'entered' || event.type === 'left') return isPassage(video, event);
  return alarmTypes.includes(event.type) ? isLabeledAlarm(video, event) : isState(video, event);
}

function isPassage({ labels: { people }, findings }: AnalyzedVideo, event: FoundEvent): boolean | null {
  if (people.length === 0) return null;
  const { entered, left } = passageAccuracy(people, { ...findings, passages: reportedPassages([event]) });
  return entered.false + left.false === 0;
}

function isState({ labels, findings }: AnalyzedVideo, event: FoundEvent): boolean | null {
  const stated = stateObservations([{ labels, findings: { ...findings, events: [event] } }]).filter(
    ({ reported }) => reported !== 'none' && reported !== 'untracked',
  );
  if (stated.length === 0) return null;
  return 2 * stated.filter(({ labeled, reported }) => labeled === reported).length > stated.length;
}

function isLabeledAlarm({ labels, findings }: AnalyzedVideo, event: FoundEvent): boolean | null {
  if (!labels.events) return null;
  const ofType = labels.events.filter(({ type }) => type === event.type);
  const [figures] = eventRecall(
    new Map([['', ofType]]),
    new Map([['', [event]]]),
    new Map([['', findings.durationMs]]),
  );
  return figures !== undefined && figures.falseAlarms === 0;
}
