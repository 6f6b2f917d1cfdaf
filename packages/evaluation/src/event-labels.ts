import { type AnalysisEvent, type EventType, eventTypes } from '@deepsentinel/inference-core';
import { type LabelRow, readInterval, readLabels } from './read-labels.ts';

/** Type and time of an event, labeled or reported. */
export type TimedEvent = Pick<AnalysisEvent, 'type' | 'startMs' | 'endMs'>;

/** Events by the name of the video in the file. A video with an empty list is known to show none. */
export type EventsByVideo = ReadonlyMap<string, readonly TimedEvent[]>;

const header = 'video,type,start_seconds,end_seconds';

/**
 * Reads timed event labels: a CSV file with the header `video,type,start_seconds,end_seconds` and a line per event. A
 * line that names only the video (`clip.mp4,,,`) means that the video shows no event of the types that the file labels.
 * Fields hold no commas and no quotation marks.
 *
 * @throws {Error} naming the line that is wrong; or no event in the whole file, so that no type could be evaluated
 */
export function parseEventLabels(text: string): Map<string, TimedEvent[]> {
  const videos = new Map<string, TimedEvent[]>();
  const withoutEvents = new Set<string>();
  for (const row of readLabels(text, 'Event labels', header)) {
    const { video, event } = readEvent(row);
    const events = videos.get(video) ?? [];
    if (event) events.push(event);
    else withoutEvents.add(video);
    if (events.length > 0 && withoutEvents.has(video)) {
      throw row.fail(`"${video}" has events and is also said to have none`);
    }
    videos.set(video, events);
  }
  if ([...videos.values()].every((events) => events.length === 0)) {
    throw new Error('Event labels: no line names an event, so there is no type to evaluate');
  }
  return videos;
}

function readEvent(row: LabelRow): { video: string; event: TimedEvent | null } {
  const [video, type, start, end] = row.fields as [string, string, string, string];
  if (!type && !start && !end) return { video, event: null };
  if (!isEventType(type)) throw row.fail(`type is "${type}", expected one of ${eventTypes.join(', ')}`);
  return { video, event: { type, ...readInterval(start, end, row) } };
}

function isEventType(type: string): type is EventType {
  return eventTypes.some((known) => known === type);
}
