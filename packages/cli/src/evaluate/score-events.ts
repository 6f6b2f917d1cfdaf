import { type EventRecall, type EventsByVideo, eventRecall, type TimedEvent } from '@deepsentinel/evaluation';

/** An event of a video that is on one side only. */
export interface UnmatchedEvent extends TimedEvent {
  readonly video: string;
}

/** How well the labeled types of events were found. */
export interface EventFigures {
  readonly types: readonly EventRecall[];
  /** Labels that no report fits. */
  readonly misses: readonly UnmatchedEvent[];
  /** Reports of a labeled type that fit no label. */
  readonly falseAlarms: readonly UnmatchedEvent[];
}

/** @param reports of every labeled video */
export function scoreEvents(labels: EventsByVideo, reports: EventsByVideo): EventFigures {
  const types = eventRecall(labels, reports);
  const isLabeledType = ({ type }: TimedEvent) => types.some((labeled) => labeled.type === type);
  const misses = [...labels].flatMap(([video, events]) =>
    events.filter((label) => !isFound(label, reports.get(video)!)).map((event) => ({ video, ...event })),
  );
  const falseAlarms = [...reports].flatMap(([video, events]) =>
    events
      .filter((report) => isLabeledType(report) && !isRight(report, labels.get(video) ?? []))
      .map((event) => ({ video, ...event })),
  );
  return { types, misses, falseAlarms };
}

function isFound(label: TimedEvent, reports: readonly TimedEvent[]): boolean {
  return scorePair([label], reports)!.found === 1;
}

function isRight(report: TimedEvent, labels: readonly TimedEvent[]): boolean {
  const ofType = labels.filter(({ type }) => type === report.type);
  return scorePair(ofType, [report])?.falseAlarms === 0;
}

/** Leaves to `eventRecall` what fits: the two sides as if they were a video of their own. */
function scorePair(labels: readonly TimedEvent[], reports: readonly TimedEvent[]): EventRecall | undefined {
  return eventRecall(new Map([['', labels]]), new Map([['', reports]]))[0];
}
