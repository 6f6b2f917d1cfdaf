import { type EventRecall, type EventsByVideo, eventRecall, type TimedEvent } from '@deepsentinel/evaluation';

/** An event that is only labeled or only reported, and its video. */
export interface UnmatchedEvent extends TimedEvent {
  readonly video: string;
}

/** Recall and false alarms by type of event, with the events that did not match. */
export interface EventFigures {
  readonly types: readonly EventRecall[];
  /** Labels that no report fits. */
  readonly misses: readonly UnmatchedEvent[];
  /** Reports of a labeled type that fit no label. */
  readonly falseAlarms: readonly UnmatchedEvent[];
}

/**
 * Compares reported events with labels.
 *
 * @param reports reports of every labeled video
 * @param durationsMs duration of every labeled video, milliseconds
 */
export function scoreEvents(
  labels: EventsByVideo,
  reports: EventsByVideo,
  durationsMs: ReadonlyMap<string, number>,
): EventFigures {
  const types = eventRecall(labels, reports, durationsMs);
  const isLabeledType = ({ type }: TimedEvent) => types.some((labeled) => labeled.type === type);
  const misses = [...labels].flatMap(([video, events]) =>
    events
      .filter((label) => scorePair([label], reports.get(video)!, durationsMs.get(video))!.found === 0)
      .map((event) => ({ video, ...event })),
  );
  const falseAlarms = [...reports].flatMap(([video, events]) =>
    events
      .filter(
        (report) =>
          isLabeledType(report) && !isRight(report, labels.get(video) ?? [], durationsMs.get(video)),
      )
      .map((event) => ({ video, ...event })),
  );
  return { types, misses, falseAlarms };
}

function isRight(report: TimedEvent, labels: readonly TimedEvent[], durationMs: number | undefined): boolean {
  const ofType = labels.filter(({ type }) => type === report.type);
  return scorePair(ofType, [report], durationMs)?.falseAlarms === 0;
}

/** Compares two lists of events with `eventRecall`, as if they were of a video of their own. */
function scorePair(
  labels: readonly TimedEvent[],
  reports: readonly TimedEvent[],
  durationMs = Infinity,
): EventRecall | undefined {
  return eventRecall(new Map([['', labels]]), new Map([['', reports]]), new Map([['', durationMs]]))[0];
}
