import { basename } from 'node:path';
import { videoInterval, wallClock } from '../terminal/clock.ts';
import { type Column, renderTable } from '../terminal/table.ts';
import type { ReportedEvent } from './reported-event.ts';

const interval: Column<ReportedEvent> = { heading: 'In the video', cell: videoInterval };
const moment: Column<ReportedEvent> = {
  heading: 'At',
  cell: ({ occurredAt }) => (occurredAt ? wallClock(occurredAt) : ''),
};
const video: Column<ReportedEvent> = { heading: 'Video', cell: (event) => basename(event.video) };
const facts: readonly Column<ReportedEvent>[] = [
  { heading: 'Type', cell: ({ type }) => type },
  { heading: 'State', cell: ({ state }) => state },
  { heading: 'Person', align: 'right', cell: ({ trackIds }) => trackIds.join(', ') },
  { heading: 'Confidence', align: 'right', cell: ({ confidence }) => confidence.toFixed(2) },
  { heading: 'Description', cell: ({ description }) => description },
  { heading: 'Thumbnail', cell: ({ thumbnail }) => (thumbnail ? basename(thumbnail) : '-') },
];

/**
 * Formats events as a table. Columns for video and wall-clock time are left out when they would be the same or empty.
 *
 * @param others further columns, at the end
 */
export function eventTable<Event extends ReportedEvent>(
  events: readonly Event[],
  others: readonly Column<Event>[] = [],
): string {
  const videos = new Set(events.map((event) => event.video));
  const isDated = events.some(({ occurredAt }) => occurredAt !== null);
  return renderTable(
    [...(videos.size > 1 ? [video] : []), interval, ...(isDated ? [moment] : []), ...facts, ...others],
    events,
  );
}
