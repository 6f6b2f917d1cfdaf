import { basename } from 'node:path';
import { videoInterval } from '../terminal/clock.ts';
import { type Column, renderTable } from '../terminal/table.ts';
import type { ReportedEvent } from './reported-event.ts';
import type { ReportedTrack } from './reported-track.ts';

/** Formats people as a table, each with what they did. */
export function trackTable(tracks: readonly ReportedTrack[], events: readonly ReportedEvent[]): string {
  const videos = new Set(tracks.map((track) => track.video));
  const video: Column<ReportedTrack> = { heading: 'Video', cell: (track) => basename(track.video) };
  const deeds = Map.groupBy(
    events.flatMap((event) =>
      event.trackIds.map((trackId) => ({ person: personKey(event.video, trackId), event })),
    ),
    ({ person }) => person,
  );
  const columns: Column<ReportedTrack>[] = [
    { heading: 'Person', align: 'right', cell: ({ trackId }) => trackId },
    { heading: 'In the video', cell: videoInterval },
    { heading: 'Gender', cell: genderOf },
    {
      heading: 'Age',
      cell: ({ ageBand }) => (ageBand ? `${ageBand.minYears}-${ageBand.maxYears}` : 'unknown'),
    },
    {
      heading: 'Did',
      cell: ({ trackId, ...track }) => {
        return summarize((deeds.get(personKey(track.video, trackId)) ?? []).map(({ event }) => event));
      },
    },
  ];
  return renderTable([...(videos.size > 1 ? [video] : []), ...columns], tracks);
}

function personKey(video: string, trackId: number): string {
  return `${video}#${trackId}`;
}

function genderOf({ gender, genderConfidence }: ReportedTrack): string {
  return gender === 'unknown' ? gender : `${gender} (${Math.round(genderConfidence * 100)} %)`;
}

/** Summarizes what a person did, in order of beginning: `entered, walking 12 s, standing 4 s, left`. */
function summarize(events: readonly ReportedEvent[]): string {
  const byType = Map.groupBy(
    events.toSorted((a, b) => a.startMs - b.startMs),
    ({ type }) => type,
  );
  const deeds = [...byType].map(([type, ofType]) => {
    const seconds = Math.round(ofType.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / 1000);
    return seconds > 0 ? `${type} ${seconds} s` : type;
  });
  return deeds.join(', ') || '-';
}
