import { basename } from 'node:path';
import {
  departurePhrase,
  entrancePhrase,
  paidPhrase,
  personPhrase,
  shortDuration,
  type Visit,
} from '@deepsentinel/inference-core/visits';
import type { EventType } from '@deepsentinel/queue-contracts';
import type { SavedVisit, VideoVisits } from '@deepsentinel/results-api';
import { type Column, renderTable } from '../terminal/table.ts';
import { videoName } from './reported-event.ts';

/** Events that a store owner wants to hear of, in contrast to states and passages, which have columns of their own. */
const notable: readonly EventType[] = ['theft', 'collapse', 'violent', 'anomaly'];

interface Row {
  readonly video: string;
  readonly timeZone: string | null;
  readonly visit: SavedVisit;
}

/** Formats visits as a table, times by the clocks of their stores. The column of the video is left out when there is but one. */
export function visitTable(found: readonly VideoVisits[]): string {
  const rows = found.flatMap(({ videos, timeZone, visits }) =>
    visits.map((visit) => ({ video: videoCell(videos), timeZone, visit })),
  );
  const videos = new Set(rows.map(({ video }) => video));
  const columns = videos.size > 1 ? [{ heading: 'Video', cell: ({ video }: Row) => video }, ...facts] : facts;
  return renderTable(columns, rows);
}

/** Names videos that follow each other by the first: `14-00.mp4 + 5`. */
function videoCell(videos: VideoVisits['videos']): string {
  const name = basename(videoName(videos[0]!));
  return videos.length > 1 ? `${name} + ${videos.length - 1}` : name;
}

const facts: readonly Column<Row>[] = [
  { heading: 'Person', align: 'right', cell: ({ visit }) => visit.trackId },
  { heading: 'Who', cell: ({ visit }) => personPhrase(visit.attributes) },
  { heading: 'In', cell: ({ visit, timeZone }) => entrancePhrase(visit, timeZone) },
  { heading: 'Out', cell: ({ visit, timeZone }) => departurePhrase(visit, timeZone) },
  { heading: 'Stayed', align: 'right', cell: ({ visit }) => shortDuration(visit.endMs - visit.startMs) },
  { heading: 'At', cell: ({ visit }) => dwellCell(visit) },
  { heading: 'States', cell: ({ visit }) => statesCell(visit) },
  { heading: 'Reaches', align: 'right', cell: ({ visit }) => visit.reaches ?? 'unknown' },
  { heading: 'Paid', cell: ({ visit }) => paidPhrase(visit) },
  { heading: 'Noted', cell: ({ visit }) => notedCell(visit) },
  { heading: 'Picture', cell: ({ visit }) => (visit.thumbnail ? basename(visit.thumbnail) : '-') },
];

function dwellCell({ dwell }: Visit): string {
  if (!dwell) return 'unknown';
  return dwell.map(({ zone, dwellMs }) => `${zone} ${shortDuration(dwellMs)}`).join(', ') || '-';
}

/** Total time in each state, the longest first: `standing 3 min, walking 40 s`. */
function statesCell({ timeline }: Visit): string {
  const totals = [...Map.groupBy(timeline, ({ state }) => state)].map(([state, spans]) => ({
    state,
    ms: spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
  }));
  return (
    totals
      .toSorted((a, b) => b.ms - a.ms)
      .map(({ state, ms }) => `${state} ${shortDuration(ms)}`)
      .join(', ') || '-'
  );
}

function notedCell({ events }: SavedVisit): string {
  return (
    [...new Set(events.map(({ type }) => type).filter((type) => notable.includes(type)))].join(', ') || '-'
  );
}
