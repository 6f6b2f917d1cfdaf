import { basename } from 'node:path';
import {
  departurePhrase,
  entrancePhrase,
  paidPhrase,
  personPhrase,
  shortDuration,
  statesPhrase,
  type Visit,
} from '@deepsentinel/inference-core/visits';
import type { EventType } from '@deepsentinel/queue-contracts';
import type { SavedVisit } from '@deepsentinel/results-api';
import { zonedClock } from '../terminal/clock.ts';
import { type Column, renderTable } from '../terminal/table.ts';
import { videoName } from './reported-event.ts';

/** Events that a store owner wants to hear of, in contrast to states and passages, which have columns of their own. */
const notable: readonly EventType[] = ['theft', 'collapse', 'violent', 'anomaly'];

/**
 * Formats visits as a table, times by the clocks of their stores. The columns of the video, the camera and the day are left
 * out when there is but one, and those of gender and age, zones, reaches and payments when nothing is known of them.
 */
export function visitTable(visits: readonly SavedVisit[]): string {
  const differ = (cell: (visit: SavedVisit) => string) => new Set(visits.map(cell)).size > 1;
  const context = [video, camera, day].filter(({ cell }) => differ(cell));
  const known = facts.filter(({ isKnown }) => !isKnown || visits.some(isKnown));
  return renderTable<SavedVisit>([...context, ...known], visits);
}

interface TextColumn extends Column<SavedVisit> {
  cell(visit: SavedVisit): string;
}

/** Names the videos of a visit by the first: `14-00.mp4 + 1`. */
const video: TextColumn = {
  heading: 'Video',
  cell: ({ videos }) => {
    const name = basename(videoName(videos[0]!));
    return videos.length > 1 ? `${name} + ${videos.length - 1}` : name;
  },
};

const camera: TextColumn = { heading: 'Camera', cell: ({ videos }) => videos[0]!.cameraId ?? '-' };

const day: TextColumn = {
  heading: 'Day',
  cell: ({ startedAt, timeZone }) => (startedAt ? zonedClock(startedAt, timeZone).slice(0, 10) : '-'),
};

/** A column, and whether a visit has anything to show in it; always, unless it says so. */
interface FactColumn extends Column<SavedVisit> {
  isKnown?(visit: SavedVisit): boolean;
}

const facts: readonly FactColumn[] = [
  { heading: 'Person', align: 'right', cell: ({ trackId }) => trackId },
  {
    heading: 'Who',
    cell: ({ attributes }) => personPhrase(attributes),
    isKnown: ({ attributes: { gender, ageBand } }) => gender !== 'unknown' || ageBand !== null,
  },
  { heading: 'In', cell: (visit) => entrancePhrase(visit, visit.timeZone) },
  { heading: 'Out', cell: (visit) => departurePhrase(visit, visit.timeZone) },
  { heading: 'Stayed', align: 'right', cell: ({ startMs, endMs }) => shortDuration(endMs - startMs) },
  { heading: 'At', cell: dwellCell, isKnown: ({ dwell }) => dwell !== null },
  { heading: 'States', cell: ({ timeline }) => statesPhrase(timeline) || '-' },
  {
    heading: 'Reaches',
    align: 'right',
    cell: ({ reaches }) => reaches ?? 'unknown',
    isKnown: ({ reaches }) => reaches !== null,
  },
  {
    heading: 'Paid',
    cell: (visit) => (visit.reaches === 0 ? '-' : paidPhrase(visit)),
    isKnown: ({ reaches }) => reaches !== null && reaches > 0,
  },
  { heading: 'Noted', cell: notedCell, isKnown: (visit) => notedCell(visit) !== '-' },
  { heading: 'Picture', cell: ({ thumbnail }) => (thumbnail ? basename(thumbnail) : '-') },
];

function dwellCell({ dwell }: Visit): string {
  if (!dwell) return 'unknown';
  return dwell.map(({ zone, dwellMs }) => `${zone} ${shortDuration(dwellMs)}`).join(', ') || '-';
}

function notedCell({ events }: SavedVisit): string {
  return (
    [...new Set(events.map(({ type }) => type).filter((type) => notable.includes(type)))].join(', ') || '-'
  );
}
