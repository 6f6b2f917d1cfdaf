import { type AnalysisEvent, type EventType, eventTypes } from '@deepsentinel/inference-core';

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
  const [first, ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (first?.trim() !== header) throw new Error(`Event labels line 1: expected the header "${header}"`);
  const videos = new Map<string, TimedEvent[]>();
  const withoutEvents = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const { video, event } = parseLine(line, index + 2);
    const events = videos.get(video) ?? [];
    if (event) events.push(event);
    else withoutEvents.add(video);
    if (events.length > 0 && withoutEvents.has(video)) {
      throw new Error(`Event labels line ${index + 2}: "${video}" has events and is also said to have none`);
    }
    videos.set(video, events);
  }
  if ([...videos.values()].every((events) => events.length === 0)) {
    throw new Error('Event labels: no line names an event, so there is no type to evaluate');
  }
  return videos;
}

function parseLine(line: string, lineNumber: number): { video: string; event: TimedEvent | null } {
  const fail = (problem: string) => new Error(`Event labels line ${lineNumber}: ${problem}`);
  if (line.includes('"')) throw fail('quotation marks are not understood');
  const [video, type, start, end, ...more] = line.split(',').map((field) => field.trim());
  if (end === undefined || more.length > 0) throw fail(`expected four fields (${header})`);
  if (!video) throw fail('the video is missing');
  if (!type && !start && !end) return { video, event: null };
  if (!isEventType(type)) throw fail(`type is "${type}", expected one of ${eventTypes.join(', ')}`);
  const startMs = toMs(start);
  const endMs = toMs(end);
  if (!(startMs >= 0 && endMs >= startMs)) {
    throw fail(`"${start}" to "${end}" is no interval in seconds from the start of the video`);
  }
  return { video, event: { type, startMs, endMs } };
}

function isEventType(type: string | undefined): type is EventType {
  return eventTypes.some((known) => known === type);
}

function toMs(seconds: string | undefined): number {
  return seconds ? Number(seconds) * 1000 : Number.NaN;
}
