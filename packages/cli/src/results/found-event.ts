import { basename } from 'node:path';
import type { EventRecord, OpenDatabase } from '@deepsentinel/db-schema';
import { findVisitBegin, visitIdOf } from '@deepsentinel/results-api';
import type { Column } from '../terminal/table.ts';
import { type ReportedEvent, reportEvent, videoName } from './reported-event.ts';

/** An event that was found, with the visits that it belongs to: one for each person who takes part. */
export interface FoundEvent extends ReportedEvent {
  readonly visits: readonly {
    readonly visitId: string;
    /** First video of the visit, and the number of the person in it. */
    readonly video: string;
    readonly trackId: number;
  }[];
}

/** Adds the visits of an event, wherever they began. */
export async function reportFoundEvent(db: OpenDatabase['db'], event: EventRecord): Promise<FoundEvent> {
  const visits = [];
  for (const trackId of event.trackIds) {
    const begin = await findVisitBegin(db, { videoId: event.videoId, trackId });
    if (!begin) continue;
    const visitId = visitIdOf(begin.video.videoId, begin.trackId);
    visits.push({ visitId, video: videoName(begin.video), trackId: begin.trackId });
  }
  return { ...reportEvent(event), visits };
}

/** Names the visits of an event as `--video` and a number; the video is left out where it is the event's. */
export const visitColumn: Column<FoundEvent> = {
  heading: 'Visit',
  align: 'right',
  cell: ({ video, visits }) =>
    visits
      .map((visit) =>
        visit.video === video ? `${visit.trackId}` : `${visit.trackId} of ${basename(visit.video)}`,
      )
      .join(', '),
};
